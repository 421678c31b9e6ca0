"""What is kept is whole, once, and leaves under its own name."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from atelier_local.ground.files.downloads import response
from atelier_local.ground.files.enums import EVERYTHING, PICTURES
from atelier_local.ground.files.models import Stored
from atelier_local.ground.files.operations import store
from atelier_local.refusal import Refused

AT = datetime(2027, 1, 2, 9, tzinfo=UTC)
PDF = b"%PDF-1.7\nun fichier"


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def keep(content: bytes = PDF, **more: object) -> Stored:
    options = {"name": "note.pdf", "accept": EVERYTHING, "max_bytes": 1_000, "by": None, "at": AT}
    return store(BytesIO(content), **options | more)


@pytest.mark.django_db
def test_bytes_are_kept_under_their_digest() -> None:
    stored = keep(by="person:1")
    assert stored.read() == PDF
    assert stored.path.relative_to(settings.MEDIA_ROOT).parts == (
        stored.sha256[:2],
        stored.sha256[2:],
    )
    assert (stored.size, stored.stored_by, stored.stored_at) == (len(PDF), "person:1", AT)


@pytest.mark.django_db
def test_the_same_bytes_are_one_row() -> None:
    assert keep(name="a.pdf") == keep(name="b.pdf")
    assert [stored.name for stored in Stored.objects.all()] == ["a.pdf"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "accept"), [(b"", EVERYTHING), (b"x" * 1_001, EVERYTHING), (PDF, PICTURES)]
)
def test_refused_and_nothing_is_written(content: bytes, accept: object) -> None:
    with pytest.raises(Refused):
        keep(content, accept=accept)
    assert not Stored.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).iterdir())


@pytest.mark.django_db
def test_a_download_is_private_and_named() -> None:
    answer = response(keep(), download_name="Délibération.pdf")
    assert answer.content == PDF
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"] == "attachment; filename*=utf-8''D%C3%A9lib%C3%A9ration.pdf"
    )
    assert response(keep(), inline=True)["Content-Disposition"].startswith("inline")
