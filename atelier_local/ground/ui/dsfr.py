"""A neutral subset of the State's design system: its components, without its identity.

Marianne, Spectral and the bloc-marque belong to sites of the State. Elsewhere we keep the rules
of the components we use, with our fonts and our colours, and nothing that names the identity.
"""

import re
from collections.abc import Iterator
from pathlib import Path

COMPONENTS = (
    "core",
    "component/form",
    "component/button",
    "component/input",
    "component/select",
    "component/radio",
    "component/checkbox",
    "component/upload",
    "component/alert",
    "component/accordion",
    "component/stepper",
    "component/pagination",
)
_KEPT = re.compile(
    r"^(fr-(btn|btns-group|input|input-group|input-wrap|select|select-group|radio-group|"
    r"checkbox-group|upload|upload-group|label|hint-text|fieldset|messages-group|message|"
    r"valid-text|error-text|alert|accordion|accordions-group|collapse|stepper|pagination)"
    r"(__\w+|--\w[\w-]*)?)$"
)
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_FETCHES = re.compile(r"url\((?![\"']?data:)")
_FONTS = re.compile(r"Marianne|Spectral", re.IGNORECASE)
_VARIABLE = re.compile(r"var\((--[\w-]+)")
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")


def _wanted(selector: str) -> bool:
    """Only our components, and nothing of icons or of the dark scheme."""
    classes = re.findall(r"\.([\w-]+)", selector)
    if not classes or "data-fr-scheme" in selector or "fr-icon" in selector or "fr-fi-" in selector:
        return False
    return all(_KEPT.match(name) for name in classes)


def _clean(body: str) -> str:
    """Declarations that fetch a file or name a font are dropped; drawings written in place stay."""
    kept = (part.strip() for part in re.split(r";(?![^(]*\))", body))
    return ";".join(p for p in kept if p and not _FETCHES.search(p) and "font-family" not in p)


def _rules(css: str) -> Iterator[str]:
    for head, body in _RULE.findall(css):
        head = head.strip()
        if head.startswith("@media"):
            inside = "".join(_rules(body))
            if inside:
                yield f"{head}{{{inside}}}"
        elif not head.startswith("@"):
            selectors = [s for s in re.split(r",(?![^(]*\))", head) if _wanted(s)]
            declared = _clean(body)
            if selectors and declared:
                yield f"{','.join(selectors)}{{{declared}}}"


def _tokens(css: str) -> dict[str, str]:
    """Every custom property of `:root`, first value: the light scheme."""
    found: dict[str, str] = {}
    for head, body in _RULE.findall(css):
        if ":root" in head and "dark" not in head:
            for name, value in _DECLARED.findall(body):
                found.setdefault(name, value.strip())
    return found


def _used(css: str, tokens: dict[str, str]) -> dict[str, str]:
    """The tokens that the rules need, and those that these need."""
    used: dict[str, str] = {}
    queue = _VARIABLE.findall(css)
    while queue:
        name = queue.pop()
        if name in tokens and name not in used and not _FONTS.search(tokens[name]):
            used[name] = tokens[name]
            queue += _VARIABLE.findall(tokens[name])
    return used


def neutral_css(dist: Path) -> str:
    """The subset, from the `dist` folder of the installed design system."""
    sheets = [
        re.sub(r"/\*.*?\*/", "", (dist / part / f"{part.split('/')[-1]}.main.min.css").read_text())
        for part in COMPONENTS
    ]
    rules = "\n".join(rule for sheet in sheets for rule in _rules(sheet))
    tokens = _used(rules, _tokens(sheets[0]))
    root = ";".join(f"{name}:{value}" for name, value in sorted(tokens.items()))
    return f"/* From DSFR (MIT), components only. */\n:root{{{root}}}\n{rules}\n"
