"""What the story says holds together: keys, places, words, sums."""

import re

import pytest

from atelier_local.ground.files.pictures import size
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.steps.deliverables.rules import against_printing
from atelier_local.windows.story import content
from atelier_local.windows.story.pictures import SCENES
from atelier_local.windows.story.plots import PLOTS

SLUGS = [plot.slug for plot in PLOTS]
KEYED = [
    "contributions",
    "groups",
    "documents",
    "interviews",
    "excerpts",
    "figures",
    "findings",
    "issues",
    "axes",
    "objectives",
    "recommendations",
    "actions",
]


def keys_of(said: dict) -> list[str]:
    return [one["key"] for table in KEYED for one in said.get(table, ())]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_key_is_told_once(slug: str) -> None:
    keys = keys_of(content.read(slug))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("slug", SLUGS)
def test_whatever_is_cited_is_told(slug: str) -> None:
    said = content.read(slug)
    known = set(keys_of(said))
    for table in KEYED:
        for one in said.get(table, ()):
            cited = [source["key"] for source in one.get("rests_on", ())]
            cited += re.findall(r"\[\[([a-z0-9-]+)\]\]", one.get("text", ""))
            assert set(cited) <= known, one["key"]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_two_things_of_a_kind_are_worded_alike(slug: str) -> None:
    """Telling can resume because a thing is found again by its words."""
    said = content.read(slug)
    for table, words in (("contributions", "words"), ("excerpts", "words"), ("groups", "title")):
        told = [one[words].strip() for one in said.get(table, ())]
        assert len(told) == len(set(told)), table


@pytest.mark.parametrize("slug", SLUGS)
def test_cards_are_short_enough(slug: str) -> None:
    for card in content.read(slug).get("contributions", ()):
        assert 0 < len(card["words"].strip()) <= 280, card["key"]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_action_is_paid_to_the_euro(slug: str) -> None:
    for action in content.read(slug).get("actions", ()):
        costs = sum(line["amount_eur"] for line in action["costs"])
        assert costs == sum(line["amount_eur"] for line in action["funding"]), action["key"]


@pytest.mark.django_db
def test_no_real_consortium_is_named() -> None:
    """The real holders are reference data: the demo never scores, awards or quotes one."""
    from django.core.management import call_command

    call_command("load_agreement", verbosity=0)
    real = FrameworkAgreement.objects.get(fictitious=False)
    firms = {
        member.organisation.name
        for consortium in real.consortia.all()
        for member in consortium.members.select_related("organisation")
    }
    told = "\n".join(file.read_text("utf-8") for file in content.FOLDER.rglob("*.toml"))
    named = {firm for firm in firms if re.search(rf"\b{re.escape(firm)}\b", told)}
    assert not named


@pytest.mark.parametrize("slug", SLUGS)
def test_every_picture_belongs_to_a_section(slug: str) -> None:
    said = content.read(slug)
    sections = {(one["document"], one["key"]) for one in said.get("sections", ())}
    joined = {card["key"]: card.get("picture") for card in said.get("contributions", ())}
    for one in said.get("photographs", ()):
        assert (one["document"], one["section"]) in sections
        assert "sheet" in one or (one.get("scene") or joined[one["card"]]) in SCENES


def test_pictures_are_light_and_fit_to_print() -> None:
    for name, draw in SCENES.items():
        picture = draw()
        assert len(picture) < 150_000, name
        assert not against_printing(*size(picture)), name
    assert SCENES["gate"]() == SCENES["gate"]()
