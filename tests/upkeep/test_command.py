"""The kit by commands, and the archive that starts without network."""

import io
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from atelier_local.steps.wall.models import Contribution
from atelier_local.windows.upkeep import suitcase
from atelier_local.windows.upkeep.laptop import Laptop, folder_of, local_address
from atelier_local.windows.upkeep.management.commands import field_kit
from atelier_local.windows.upkeep.models import Kit, Merge
from tests.full_disk import a_full_disk
from tests.upkeep.kits import SECRET
from tests.upkeep.logs import Hall, a_room
from tests.upkeep.test_kits import content_of, shut


@pytest.fixture
def phrase(tmp_path):
    """The passphrase in a file, as a script gives it."""
    file = tmp_path / "phrase"
    file.write_text(f"{SECRET}\n")
    return ["--passphrase-file", str(file)]


def run(*words) -> str:
    said = io.StringIO()
    call_command("field_kit", *map(str, words), stdout=said)
    return said.getvalue()


def test_there_and_back_by_commands(activity, vote, cast, phrase, tmp_path):
    slug, out = activity.workshop.atelier.slug, tmp_path / "salle.kit"
    assert "reçus en 22" in run("export", slug, "--out", out, *phrase)
    kit = Kit.objects.get()
    assert kit.by == cast.dina
    hall = Hall(a_room(activity, vote, cast.dina.ref), 4, 1)
    key = content_of(out.read_bytes())["kit"]["key"]
    bundle = tmp_path / "salle.retour"
    bundle.write_bytes(shut(kit, key, hall.laptops[0].bundle(kit.pk)))
    with override_settings(KIT_PASSPHRASE=SECRET):
        assert "C’est rapporté" in run("merge", slug, bundle)
        assert "déjà rapporté" in run("merge", slug, bundle)
    assert Merge.objects.count() == 1
    assert Contribution.objects.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["export", "ailleurs", "--out", "x.kit"], "Aucun Atelier"),
        (["export", "collines", "--out", "x.kit", "--by", "eve@exemple.test"], "de l’équipe"),
        (["export", "collines", "--out", "x.kit", "--workshop", "3"], "préparez-le"),
        (["merge", "collines", "rien.retour"], "ne peut pas être lu"),
        (["serve", "rien.kit"], "ne peut pas être lu"),
        (["pack", "--out", "x.retour"], "Aucun kit"),
    ],
)
def test_what_cannot_be_done_says_why(activity, phrase, tmp_path, words, why):
    given = [w if not w.endswith((".kit", ".retour")) else tmp_path / w for w in words]
    with pytest.raises(CommandError, match=why):
        run(*given, *(phrase if words[0] != "pack" else []))


def test_a_file_that_cannot_be_written_leaves_no_kit(activity, phrase, tmp_path):
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run("export", "collines", "--out", tmp_path / "absent" / "salle.kit", *phrase)
    assert not Kit.objects.exists()
    with a_full_disk(), pytest.raises(CommandError, match="ne peut pas être écrit"):
        field_kit._write(tmp_path / "salle.kit", b"x" * 10_000)
    assert list(tmp_path.glob("*.kit")) == []


def test_another_file_is_no_kit(activity, phrase, tmp_path):
    other = tmp_path / "photo.kit"
    other.write_bytes(b"\xff\xd8\xff" + bytes(200))
    for words in (["serve", other, *phrase], ["bundle", other, "--out", tmp_path / "x"]):
        with pytest.raises(CommandError, match="pas un paquet"):
            run(*words)
    short = override_settings(KIT_PASSPHRASE="court")
    with short, pytest.raises(CommandError, match="12 signes"):
        run("export", "collines", "--out", tmp_path / "x.kit")


def test_the_archive_starts_by_itself(activity, phrase, tmp_path):
    wheels, out = tmp_path / "paquets", tmp_path / "salle.kit"
    wheels.mkdir()
    with pytest.raises(CommandError, match="aucun paquet Python"):
        run("export", "collines", "--out", out, "--wheels", wheels, *phrase)
    (wheels / "django-6-py3-none-any.whl").write_bytes(b"PK")
    assert "1 paquet Python" in run("export", "collines", "--out", out, "--wheels", wheels, *phrase)
    with tarfile.open(tmp_path / "salle.tar") as archive:
        names = archive.getnames()
        start = archive.getmember(f"{suitcase.FOLDER}/demarrer.sh")
        assert start.mode & 0o100
    assert f"{suitcase.FOLDER}/salle.kit" in names
    assert f"{suitcase.FOLDER}/wheels/django-6-py3-none-any.whl" in names
    assert f"{suitcase.FOLDER}/requirements.txt" in names
    assert not [name for name in names if "__pycache__" in name or "/tests" in name]


def test_a_laptop_remembers_its_kit(tmp_path):
    here = Laptop(tmp_path, "192.168.1.20", 8000)
    assert (here.url, here.block) == ("http://192.168.1.20:8000", "")
    here.note("2B")
    assert here.block == "2B"
    assert local_address().count(".") == 3
    assert folder_of(Kit().id).parent.name == "kits"
