"""A paper for who finishes elsewhere: a web page that stands alone, and Markdown.

Both take what `papers.composed` gives, its pictures in the folder `images`. A mark, `[[C-1-017]]`,
is a link to the line of a table that begins with that code, where there is one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from .emphasis import Span, spans

MARK = re.compile(r"\[\[([^\[\]\s]{1,20})\]\]")
_STYLE = """body{font:1.0625rem/1.6 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
color:#161616;background:#fff}h1,h2,h3,h4,table,figcaption,.who,dl{font-family:Arial,sans-serif}
h1,h2,h3,h4{line-height:1.25;margin:2em 0 .5em}table{border-collapse:collapse;width:100%;
font-size:.875rem;margin:1rem 0}caption{text-align:left;font-weight:700;padding:.4em 0}
th,td{border-bottom:1px solid #8c867b;padding:.4em .5em;text-align:left;vertical-align:top}
.n{text-align:right}blockquote{border-left:4px solid #b1083f;margin:1.5em 0;padding-left:1em}
img{max-width:100%;height:auto}figure{margin:1.5em 0}.who,figcaption{color:#5c5851;
font-size:.875rem}.wide{overflow-x:auto}a{color:#a30b3b}dt{font-weight:700}"""


def page(paper: Mapping[str, Any]) -> str:
    """A web page in one file, without script, that a screen reader walks by its headings."""
    codes = _codes(paper["blocks"])
    unnamed = set(codes)
    facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in paper["facts"])
    title = escape(paper["title"])
    notice = f"<p><strong>{escape(paper['notice'])}</strong></p>" if paper["notice"] else ""
    body = "\n".join(text for block in paper["blocks"] for text in _html(block, codes, unnamed))
    return (
        f'<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{notice}"
        f"<h1>{title}</h1>\n<dl>{facts}</dl>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _codes(blocks: Sequence[Mapping[str, Any]]) -> set[str]:
    """What a mark can lead to: the first cell of a line, once."""
    tables = (block["rows"] for block in blocks if block["block"] == "table")
    return {row[0] for rows in tables for row in rows if re.fullmatch(r"[A-Z]-[\w-]+", row[0])}


def _linked(words: str, codes: set[str]) -> str:
    def link(mark: re.Match[str]) -> str:
        code = mark[1]
        return f'<a href="#{code}">{code}</a>' if code in codes else code

    def styled(text: str, bold: bool, italic: bool) -> str:
        text = MARK.sub(link, escape(text)).replace("\n", "<br>")
        text = f"<em>{text}</em>" if italic else text
        return f"<strong>{text}</strong>" if bold else text

    return "".join(styled(span.words, span.bold, span.italic) for span in spans(words))


def _html(block: Mapping[str, Any], codes: set[str], unnamed: set[str]) -> Iterator[str]:
    kind = block["block"]
    if kind == "heading":
        level = min(4, block["level"] + 1)
        yield f"<h{level}>{_linked(block['text'], codes)}</h{level}>"
    elif kind == "para":
        yield f"<p>{_linked(block['text'], codes)}</p>"
    elif kind == "bullets":
        items = "".join(f"<li>{_linked(item, codes)}</li>" for item in block["items"])
        yield f"<ul>{items}</ul>"
    elif kind == "quote":
        who = f'<p class="who">{_linked(block["who"], codes)}</p>' if block["who"] else ""
        yield f"<blockquote><p>{_linked(block['text'], codes)}</p>{who}</blockquote>"
    elif kind == "picture":
        said = " ".join(filter(None, [block["caption"], block["credit"]]))
        yield (
            f'<figure><img src="images/{escape(block["name"])}" alt="{escape(block["alt"])}">'
            f"<figcaption>{escape(said)}</figcaption></figure>"
        )
    elif kind == "table":
        yield _table(block, codes, unnamed)


def _table(block: Mapping[str, Any], codes: set[str], unnamed: set[str]) -> str:
    def cells(row: Sequence[str], tag: str, more: str = "") -> str:
        return "".join(
            f"<{tag}{more}{' class=n' if i in block['numeric'] else ''}>"
            f"{_linked(words, codes)}</{tag}>"
            for i, words in enumerate(row)
        )

    head = cells(block["header"], "th", ' scope="col"')
    lines = []
    for row in block["rows"]:
        named = f' id="{row[0]}"' if row[0] in unnamed else ""
        unnamed.discard(row[0])
        lines.append(f"<tr{named}>{cells(row, 'td')}</tr>")
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(block["caption"])}">'
        f"<table><caption>{escape(block['caption'])}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


# Markdown -------------------------------------------------------------------------------

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_FIRST = re.compile(r"^([^\S\n]*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
"""What makes a list, a rule or a title of a line that begins with it."""


def markdown(paper: Mapping[str, Any]) -> str:
    """The same words in Markdown; a sign that people typed stays a sign."""
    facts = [f"- **{_one_line(key)}** : {_one_line(value)}" for key, value in paper["facts"]]
    parts = [f"# {_one_line(paper['title'])}", "\n".join(facts)]
    parts += [_broken(paper["notice"])] if paper["notice"] else []
    parts += [text for block in paper["blocks"] if (text := _marked(block))]
    return "\n\n".join(parts) + "\n"


def _signs(words: str) -> str:
    return _FIRST.sub(_told, "".join(_starred(span) for span in spans(words)))


def _starred(span: Span) -> str:
    """A mark of bold or italics keeps the spaces outside, without which Markdown reads none."""
    text = _SIGNS.sub(r"\\\1", MARK.sub(r"\1", span.words))
    stars = "**" * span.bold + "*" * span.italic
    inner = text.strip()
    return text.replace(inner, f"{stars}{inner}{stars}", 1) if inner and stars else text


def _told(first: re.Match[str]) -> str:
    """A hyphen is escaped before it, the number of a list after it: « 1\\. »."""
    space, sign = first.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _broken(words: str, before: str = "") -> str:
    """Lines that end where they were ended, each after `before`; an empty one ends nothing."""
    lines = (line for line in _signs(words).split("\n") if line.strip())
    return f"  \n{before}".join(lines)


def _one_line(words: str) -> str:
    return _signs(" ".join(words.split("\n")))


def _marked(block: Mapping[str, Any]) -> str:
    kind = block["block"]
    if kind == "heading":
        return f"{'#' * (block['level'] + 1)} {_one_line(block['text'])}"
    if kind == "para":
        return _broken(block["text"])
    if kind == "bullets":
        return "\n".join(f"- {_broken(item, '  ')}" for item in block["items"])
    if kind == "quote":
        who = f"\n>\n> — {_broken(block['who'], '> ')}" if block["who"] else ""
        return f"> {_broken(block['text'], '> ')}{who}"
    if kind == "picture":
        said = " ".join(filter(None, [block["caption"], block["credit"]]))
        shown = f"![{_one_line(block['alt'])}](images/{block['name']})"
        return f"{shown}\n\n{_broken(said)}".strip()
    if kind == "table":
        return _lines(block)
    return ""


def _lines(block: Mapping[str, Any]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(map(_one_line, cells)) + " |"

    rule = ["---:" if i in block["numeric"] else "---" for i in range(len(block["header"]))]
    rows = [line(row) for row in block["rows"]]
    head = [f"**{_one_line(block['caption'])}**", ""]
    return "\n".join([*head, line(block["header"]), "| " + " | ".join(rule) + " |", *rows])
