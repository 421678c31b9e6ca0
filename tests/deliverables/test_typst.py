"""The five documents: each composes, full or nearly empty, whatever people write in it."""

import json
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from atelier_local.ground.files.typst import AT_ONCE, RenderingFailed, _turns, render
from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.figures import CHARTS, KINDS, drawn
from tests.deliverables import reading
from tests.deliverables.reading import fonts_of

EXAMPLES = Path(__file__).with_name("examples")
NOT_WORDS = {"date", "family", "families", "horizon", "draw", "code", "codes", "kind", "tone"}
NOT_WORDS |= {"align", "stops", "through", "commune", "intervention", "sectors", "callouts"}
LONG = {"text", "words", "why", "what", "summary", "note", "rule", "reading", "standfirst"}
HOSTILE = (
    '#read("/etc/passwd") $x^2$ <b>gras</b> \u202eenvers\u202c \u0645\u0631\u062d \x07 \U0001f600 '
    "∑x ≤ √2 \x00\x0b\ufffe\ud800 {{ 7*7 }} {% now %} <%= 7 %> ${7*7} <?php ?> \\input{x} ]]> "
    "*a* _b_ `c` \\ @ref [[D-99]] [[ ]] // /* = # ${jndi}"
)


def example(document: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))


def minimal(**more: Any) -> dict[str, Any]:
    return {
        "document": {"title": "Un document", "date": "2027-01-02"},
        "atelier": {"name": "Un territoire"},
    } | more


def words_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def poisoned(value: Any, words: str, key: str = "") -> Any:
    """Every word that a person could have typed, replaced."""
    if isinstance(value, dict):
        return {k: v if k in NOT_WORDS else poisoned(v, words, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(item, words, key) for item in value]
    return words if isinstance(value, str) and value and key not in NOT_WORDS else value


def with_words(document: str, words: str) -> dict[str, Any]:
    data = example(document)
    kept = {"territory": data["territory"]}
    hostile = poisoned({k: v for k, v in data.items() if k not in kept}, words)
    hostile["document"]["date"] = data["document"]["date"]
    return hostile | kept


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_almost_nothing(document: str) -> None:
    """A draft exists from the first day: no map, no action, no disagreement, no photograph."""
    assert "Un territoire" in words_of(press.typeset(document, minimal()))


def test_one_of_each() -> None:
    """One action, one disagreement, one lesson, one commune."""
    data = example("booklet")
    data["territory"] = data["territory"][:1]
    for key in ("plates", "actions", "sheets", "sessions", "issues", "disagreements", "lessons"):
        data[key] = data[key][:1]
    data["strategy"]["axes"] = data["strategy"]["axes"][:1]
    assert press.typeset("booklet", data)


def test_no_map_without_territory() -> None:
    data = example("booklet")
    del data["territory"]
    assert press.typeset("booklet", data)


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_words_of_people_stay_words(document: str) -> None:
    text = words_of(press.typeset(document, with_words(document, HOSTILE)))
    assert "root:" not in text
    assert "#read(" in text
    assert "<b>gras</b>" in text
    assert "[grinning face]" in text
    assert {"∑x", "√2", "7*7", "<?php", "\\input{x}"} <= set(text.split())


@pytest.mark.parametrize("document", ["framing_note", "booklet"])
def test_words_that_cannot_be_seen_stop_no_document(document: str) -> None:
    """PDF/UA refuses an empty title, and a picture that says nothing."""
    data = with_words(document, "\u200b")
    assert "[texte invisible]" in words_of(press.typeset(document, data)).replace("\r\n", " ")


def distinct(items: list[Any]) -> list[Any]:
    """Of what holds free text, one of each shape."""
    if not all(isinstance(item, dict) and LONG & set(item) for item in items):
        return items
    return list({frozenset(item): item for item in items}.values())


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_very_long_words(document: str) -> None:
    """Five thousand signs and a word of three hundred (five thousand in the shortest) in the free
    text of every part, titles of three hundred: nothing leaves its sheet, nor stands on something
    else.
    """
    data = example(document)
    endless = 5_000 if document == "framing_note" else 300
    long = "Une phrase assez longue pour durer. " * 140 + "x" * endless
    title = ("Un titre qui ne veut pas finir, " * 10)[:300]

    def lengthened(value: Any) -> Any:
        if isinstance(value, dict):
            told = {"title": title} | dict.fromkeys(LONG, long)
            return {
                k: told[k] if k in told and isinstance(v, str) else lengthened(v)
                for k, v in value.items()
            }
        return [lengthened(item) for item in distinct(value)] if isinstance(value, list) else value

    territory = {"territory": data.pop("territory")}
    told = lengthened(data) | territory
    for step in told.get("steps", ()):
        step["next"] = ["x" * 5_000]
    with pdfium.PdfDocument(press.typeset(document, told)) as read:
        for number, page in enumerate(read, 1):
            assert not reading.beyond(page), number
            assert not reading.collisions(page), number


@pytest.mark.parametrize("theme", press.THEMES)
def test_the_title_of_a_cover_keeps_to_its_sheet(theme: str) -> None:
    """Its last words do not part: they take a smaller size."""
    said = {"document": {"title": "Ce que nous avons compris", "date": "2027-01-02"}}
    with pdfium.PdfDocument(press.typeset("final_report", minimal(**said, theme=theme))) as read:
        assert not reading.beyond(read[0])


def test_six_hundred_pages() -> None:
    """A logbook of as many steps, of a page each, numbered to the last; its contents of many pages
    tells where each begins.
    """
    steps = [
        {
            "kind": "Étape",
            "title": f"Étape {n}",
            "dates": "2027",
            "facts": [{"label": "étape", "value": str(n)}],
        }
        for n in range(600)
    ]
    pdf, told = press.counted("logbook", minimal(steps=steps))
    with pdfium.PdfDocument(pdf) as read:
        assert len(read) == told["pages"] >= 600
        words = [page.get_textpage().get_text_range() for page in read]
    assert str(told["pages"]) in words[-1].split()
    listed = re.findall(r"^(\d+) Étape (\d+) Étape, 2027", "\n".join(words), re.MULTILINE)
    first = len(words) - 600 + 1
    assert [(int(page), int(n)) for page, n in listed] == [(first + n, n) for n in range(600)]


def test_a_code_told_twice_leads_to_the_first() -> None:
    entry = {"code": "E-01", "text": "Entretien."}
    sources = [{"title": f"Entretiens {n}", "entries": [entry]} for n in (1, 2)]
    portrait = {"title": "Portrait", "blocks": [{"text": "On l’a dit [[E-01]], pas [[E-02]]."}]}
    pdf = press.typeset("booklet", minimal(sources=sources, portrait=portrait))
    assert "On l’a dit E-01, pas E-02." in words_of(pdf).replace("\r\n", " ")
    assert pdf.count(b"/Subtype/Link") == 2  # of the contents, and of the code


def test_a_row_of_the_register_stays_on_its_page_unless_it_is_longer_than_one() -> None:
    words = " ".join(["mot"] * 60)
    said = [f"{words} fin{rank}" for rank in range(30)] + [" ".join(["mot"] * 2000)]
    lines = [
        {"code": f"C-1-{rank:03}", "words": one, "who": "Habitants", "fate": "Retenue"}
        for rank, one in enumerate(said)
    ]
    step = {"kind": "Atelier 1", "title": "Dire", "dates": "en mai", "register": {"lines": lines}}
    with pdfium.PdfDocument(press.typeset("logbook", minimal(steps=[step]))) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    told = [page for page in pages if "C-1-0" in page]
    assert len(told) > 3
    for page in told[:-1]:
        short = [code for code in re.findall(r"C-1-0(\d\d)", page) if int(code) < 30]
        assert [int(code) for code in short] == [int(end) for end in re.findall(r"fin(\d+)", page)]
    assert sum(page.count("mot") for page in pages) == 60 * 30 + 2000


def test_a_short_last_word_is_not_left_alone_in_a_title() -> None:
    data = minimal(steps=[{"kind": "Atelier 1", "title": "Dire", "dates": "en mai"}])
    data["atelier"]["title"] = "La feuille de route"
    cover = words_of(press.typeset("logbook", data)).replace("\xa0", " ").splitlines()
    assert "route" not in [line.strip() for line in cover]


def test_photographs_carry_their_credit() -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    shot = {"picture": "p1.png", "alt": "La halle", "credit": "Équipe", "caption": "La halle"}
    data = minimal(portrait={"title": "Portrait", "blocks": [{"photographs": [shot]}]})
    text = words_of(press.typeset("booklet", data, {"p1.png": pixel}))
    assert "Crédit" in text
    assert "Équipe" in text


def test_a_picture_name_is_never_a_path() -> None:
    with pytest.raises(ValueError, match="not a picture name"):
        press.typeset("booklet", minimal(), {"../p1.png": b""})


def test_evidence_without_source_is_told() -> None:
    data = minimal(
        summary=[{"text": "Dit ainsi [[C-1-001]], et lu là [[D-02]]."}],
        sources=[{"title": "Contributions", "entries": [{"code": "C-1-001", "text": "…"}]}],
    )
    assert press.unknown_evidence(data) == ["D-02"]


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_every_code_of_the_examples_has_its_source(document: str) -> None:
    assert press.unknown_evidence(example(document)) == []


def test_time_limit(tmp_path: Path) -> None:
    (tmp_path / "slow.typ").write_text(
        "#let fib(n) = if n < 2 { n } else { fib(n - 1) + fib(n - 2) }\n#fib(60)"
    )
    with pytest.raises(RenderingFailed):
        render(tmp_path, "slow.typ", {}, title="Lent", seconds=2)


def test_what_fails_is_logged_without_a_word_of_what_people_wrote(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"who": "Zélie Martin", "words": ["Rue du Puits, 12"]}
    (tmp_path / "odd.typ").write_text(
        '#let d = json("data.json")\n#panic("row", d.who, d.words.first())'
    )
    with pytest.raises(RenderingFailed, match="Lettre"):
        render(tmp_path, "odd.typ", said, title="Lettre")
    [told] = caplog.messages
    assert told.startswith("odd.typ:2:1: panicked")
    assert "row" in told
    assert not re.search("Zélie|Martin|Puits|12|Lettre", told)


def test_without_room_to_work_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "plain.typ").write_text("Mot")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(RenderingFailed):
        render(tmp_path, "plain.typ", {}, title="Lettre")
    assert "plain.typ: No such file" in caplog.text


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "curious.typ").write_text('#read("../../../../etc/passwd")')
    with pytest.raises(RenderingFailed):
        render(tmp_path, "curious.typ", {}, title="Curieux")


def test_every_kind_of_figure_says_itself() -> None:
    told = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "svg" in value:
                told.append(value["alt"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    kinds = set()
    for document in press.DOCUMENTS:
        data = example(document)
        kinds |= {k for k in KINDS if f'"draw": "{k}"' in json.dumps(data)}
        walk(drawn({k: v for k, v in data.items() if k != "territory"}, data["territory"]))
    assert kinds == set(KINDS)
    assert all(len(alt) <= 420 for alt in told)


@pytest.mark.parametrize(
    ("rows", "said"), [(0, "0 ligne\xa0"), (1, "1 ligne\xa0"), (2, "2 lignes")]
)
def test_one_is_not_told_as_many(rows: int, said: str) -> None:
    chart = {"draw": "gantt", "periods": [["2027", "T1"]], "rows": [{"label": "Car"}] * rows}
    assert f"Calendrier de {said}" in drawn(chart, [])["alt"]


def test_charts_of_nothing() -> None:
    empty = {
        "table_map": {"notes": []},
        "hills": {"series": []},
        "bars": {"rows": []},
        "agreement": {"rows": []},
        "stacked": {"years": [], "funders": []},
        "gantt": {"periods": [], "rows": []},
        "stakeholders": {"points": []},
    }
    assert empty.keys() == CHARTS.keys()
    for kind, options in empty.items():
        assert "<svg" in drawn({"draw": kind, **options}, [])["svg"]


def test_memory_limit(tmp_path: Path) -> None:
    (tmp_path / "big.typ").write_text("#let all = range(200000000)\n#all.len()")
    with pytest.raises(RenderingFailed):
        render(tmp_path, "big.typ", {}, title="Gros", memory=600_000_000)


def test_two_at_once(tmp_path: Path) -> None:
    """Each in a folder of its own: neither sees nor disturbs the other."""
    data = {name: minimal(document={"title": name, "date": "2027-01-02"}) for name in "ABCD"}
    alone = {name: press.typeset("logbook", told) for name, told in data.items()}
    with ThreadPoolExecutor(4) as workers:
        made = dict(
            zip(
                data, workers.map(lambda d: press.typeset("logbook", d), data.values()), strict=True
            )
        )
    assert made == alone


def test_no_more_at_once_than_a_machine_can_hold() -> None:
    with ThreadPoolExecutor(1) as workers, ExitStack() as others:
        for _ in range(AT_ONCE):
            others.enter_context(_turns)
        asked = workers.submit(press.typeset, "logbook", minimal())
        with pytest.raises(TimeoutError):
            asked.result(timeout=1)
        others.close()
        assert asked.result().startswith(b"%PDF-")


def test_arabic_and_mathematics_are_set_an_emoji_is_named() -> None:
    words = "Bienvenue, مرحبا ؛ ∀x ∈ ℝ, √x ≥ 0 \U0001f600"
    data = minimal(steps=[{"kind": "S", "title": words, "dates": "1", "blocks": [{"text": words}]}])
    faces = fonts_of(press.typeset("logbook", data))
    arabic = "".join(text for face, text in faces.items() if "NotoSansArabic" in face)
    assert set("مرحبا") <= set(arabic)
    set_words = "".join(faces.values())
    assert set("∀∈ℝ√≥") <= set(set_words)
    assert "[grinning face]" in set_words.replace("\r\n", " ")
