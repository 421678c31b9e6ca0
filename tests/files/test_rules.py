"""Files are what their bytes say, whatever their name says."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atelier_local.ground.files import rules
from atelier_local.ground.files.enums import DOCUMENTS, EVERYTHING, PICTURES, MediaType


def archive(members: Mapping[str, str], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "note.pdf", MediaType.PDF),
        (b"%PDF-1.7\n", "note.jpg", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n....", "x", MediaType.PNG),
        (b"\xff\xd8\xff\xe0....", "x", MediaType.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", MediaType.WEBP),
        ("nom;âge\r\n".encode(), "table.csv", MediaType.CSV),
        ("Une note d’été".encode(), "note.md", MediaType.TEXT),
        ("été".encode("cp1252"), "note.txt", MediaType.TEXT),
        (archive({"mimetype": MediaType.ODT.value}), "x", MediaType.ODT),
        (
            archive({"[Content_Types].xml": "", "word/document.xml": ""}),
            "x",
            MediaType.DOCX,
        ),
        (archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "x", MediaType.XLSX),
        (
            archive(
                {"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}
            ),
            "x.docx",
            None,
        ),
        (archive({"a.txt": ""}), "x.docx", None),
        (b"PK\x03\x04 half an archive", "x.docx", None),
        (b"MZ\x90\x00\x03\x00", "notes.txt", None),
        (b"\x7fELF\x02\x01", "note.pdf", None),
    ],
)
def test_recognise(content: bytes, name: str, kind: MediaType | None) -> None:
    assert rules.recognise(content, name) == kind


@given(st.binary(max_size=200), st.text(max_size=20))
def test_recognise_never_fails(content: bytes, name: str) -> None:
    assert rules.recognise(content, name) in {None, *MediaType}


ODT = archive({"mimetype": MediaType.ODT.value, "content.xml": "x" * 90}, zipfile.ZIP_DEFLATED)


@given(st.lists(st.tuples(st.integers(4, len(ODT) - 1), st.integers(0, 255)), max_size=4))
@example([(ODT.index(b"mimetype") + 9, 255)])  # the words within, deflated
@example([(ODT.rindex(b"PK\x05\x06") + 16, 255)])  # where the list of parts begins
def test_nor_on_a_damaged_archive(damage: list[tuple[int, int]]) -> None:
    content = bytearray(ODT)
    for at, byte in damage:
        content[at] = byte
    assert rules.recognise(bytes(content), "lettre.odt") in {None, *MediaType}


@given(st.text(max_size=300), st.sampled_from(EVERYTHING))
def test_a_name_is_only_a_name(name: str, kind: MediaType) -> None:
    cleaned = rules.clean_name(name, kind)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert not cleaned.startswith(".")
    assert cleaned.lower().endswith(kind.suffixes)


def test_clean_name_keeps_a_good_name() -> None:
    assert rules.clean_name("Délibération n° 4.pdf", MediaType.PDF) == "Délibération n° 4.pdf"
    assert rules.clean_name("../../etc/passwd", MediaType.TEXT) == "passwd.txt"
    assert rules.clean_name("photo.pdf.exe", MediaType.PDF) == "photo.pdf.exe.pdf"


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 ko"), (1, "1 ko"), (820_000, "820 ko"), (999_001, "1 Mo"), (2_400_000, "2,4 Mo")],
)
def test_a_size_is_said_in_one_scale(size: int, said: str) -> None:
    assert rules.octets(size) == said.replace(" ", "\u202f")


@given(st.integers(1, 2000), st.integers(1, 10**9))
def test_what_is_over_a_limit_never_reads_as_the_limit(limit: int, beyond: int) -> None:
    limit *= 1_000_000
    assert rules.octets(limit + beyond) != rules.octets(limit)


def test_reasons_are_in_french() -> None:
    assert not rules.can_store(10, MediaType.PDF, DOCUMENTS, 100)
    assert [str(r) for r in rules.can_store(0, None, PICTURES, 100)] == ["le fichier est vide"]
    assert "dépasse 2,5\u202fMo" in str(rules.can_store(9_999_999, None, PICTURES, 2_500_000)[0])
    assert "n’est pas d’un type accepté" in str(
        rules.can_store(10, MediaType.TEXT, PICTURES, 100)[0]
    )
