"""A competition has a file once it is over, whatever its end."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.operations import discontinue
from tests.contract.test_archive import taken
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, an_opened


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_opened)


def test_nothing_leaves_before_the_end_and_everything_after(cast, tmp_path, as_):
    to, camille = tmp_path / "dossier.zip", as_(cast.camille)
    page, take = (reverse(f"contract:{name}", args=[SLUG]) for name in ("archives", "take_archive"))
    assert (camille.get(page).status_code, camille.post(take).status_code) == (404, 404)
    with pytest.raises(CommandError, match="ni consultation close"):
        call_command("export_archive", SLUG, to=to)
    competition = MiniCompetition.objects.select_related("atelier__stream", "stream").get()
    discontinue(competition, "Le besoin a disparu.", by=cast.camille, at=AFTER)
    told = camille.get(page).text
    assert "cette consultation" in told
    assert "Services faits" not in told
    assert page in camille.get(reverse("competition:competition", args=[SLUG])).text
    assert taken(camille.post(take)).startswith(b"PK")
    call_command("export_archive", SLUG, to=to)
    with zipfile.ZipFile(to) as bundle:
        told = json.loads(bundle.read("manifeste.json"))
        end = json.loads(bundle.read("analyse/fin.json"))
    assert end["ending_reason"] == "Le besoin a disparu."
    assert set(told["classes"]) == {"consultation", "rejected", "procedure"}
    assert {one["from"] for one in told["documents"]} == {str(AFTER.date())}
    assert not [one for one in told["documents"] if one["path"].startswith("marche/")]
