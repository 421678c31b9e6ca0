"""From the office to a laptop and back: what goes, what does not, what comes home."""

import json
import re
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from atelier_local.ground.journal import bundles
from atelier_local.ground.journal.models import Line
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.wall.rules import AT_THE_OFFICE, free_blocks
from atelier_local.windows.upkeep import baggage, rules
from atelier_local.windows.upkeep.hall import WHY, served
from atelier_local.windows.upkeep.models import Kit, Merge
from atelier_local.windows.upkeep.operations import make_kit, merge, revoke, unlocked
from tests.factories.wall import MORNING
from tests.factories.workshops import a_prepared_workshop
from tests.house.repository import models
from tests.house.test_routes import routes as every_route
from tests.upkeep.kits import SECRET, kits_of
from tests.upkeep.logs import Hall, a_room

NEED = ContributionKind.NEED
CARRIED_BY_OTHER_MEANS = {"journal.Line", "journal.Cursor", "upkeep.Kit"}
LEFT_BEHIND = {
    "files", "journal", "application", "competition", "contract", "framing", "evidence",
    "deliverables", "upkeep",
}  # fmt: skip
"""Rooms of which a kit carries nothing: secrets, personal data, what is not used in a hall."""
LEFT_AS_WELL = {
    "workshops.Photograph", "workshops.Sheet", "workshops.Cell", "wall.Photo",  # made in the hall
    "people.Ticket", "people.Message",
    "agreement.AwardCriterion", "agreement.Consortium",
    "ateliers.ProblemStatement", "thread.Answer", "governance.Decision", "governance.Task",
    "governance.CoValidation", "governance.Approval", "roadmap.Update", "roadmap.Review",
    "strategy.Scenario",
    "strategy.Disagreement",
}  # fmt: skip


@pytest.fixture
def away(activity, cast):
    """A kit, and the file that carries it."""
    return make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)


EVENING = MORNING.replace(day=9)


def content_of(sealed: bytes) -> dict:
    return bundles.open_(sealed, "kit", identity=unlocked(sealed, "kit", SECRET))


def test_a_kit_holds_people_of_this_atelier_only_and_nothing_to_sign_in_with(away, cast):
    told = json.dumps(content_of(away[1]), ensure_ascii=False)
    for person in (cast.eve, cast.stranger, cast.agnès):
        assert person.last_name not in told
    assert "Haddad" in told
    assert "@exemple.test" not in told
    for person in cast.everyone:
        assert person.password not in told


def test_every_table_is_carried_or_left_behind_on_purpose(activity):
    """A new table of a room that goes to the hall must be thought of: add it to `baggage`, or say
    here that it stays."""
    carried = {queryset.model._meta.label for queryset in baggage._listed(activity.workshop)}
    carried |= CARRIED_BY_OTHER_MEANS
    rooms = {"workshops", "wall", "strategy", "roadmap", "financing", "ateliers", "governance"}
    known = {m._meta.label for m in models() if m._meta.app_label in rooms}
    assert known - carried - LEFT_AS_WELL == set()
    rooms = {label.split(".")[0] for label in carried - CARRIED_BY_OTHER_MEANS}
    assert rooms & LEFT_BEHIND == {"journal"}  # the streams, whose lines go apart


def test_each_kit_of_an_atelier_has_receipts_of_its_own(activity, cast):
    kits = kits_of(activity, cast, 3)
    assert len({kit.block for kit in kits}) == 3
    assert all(kit.block[0].isdigit() for kit in kits)
    every = free_blocks(())
    assert len(every) == len(set(every)) == 256
    assert free_blocks(every) == []
    full = rules.against_making(SECRET, against_opening=(), open=True, full=True)
    assert "tous les kits" in str(full[0])


def test_a_kit_is_made_of_a_workshop_that_can_be_opened(cast, activity):
    other = a_prepared_workshop(cast, slug="autre")
    assert make_kit(other, SECRET, by=cast.dina, at=MORNING)
    wall.close_workshop(activity.workshop, attendance={}, minutes="x", by=cast.dina, at=EVENING)
    with pytest.raises(Refused, match="déjà été tenu"):
        make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="12 signes"):
        make_kit(other, "trop court", by=cast.dina, at=MORNING)


def test_the_kit_is_told_in_the_journal_without_its_key(away, activity):
    line = Line.objects.get(kind="upkeep.kit_made")
    assert line.payload["kit"] == str(away[0].pk)
    assert Kit.objects.get().private_key == ""


def test_a_question_that_left_changes_once_its_kits_are_revoked(activity, cast):
    """One asked since the kit left is not in it; one that a hall made is in that hall's."""
    by = {"by": cast.dina, "at": MORNING}
    kits = kits_of(activity, cast, 2)
    later = Activity.objects.get(question="Et demain ?")
    since = wall.prepare_activity(activity.workshop, question="Et si ?", kinds=[NEED], **by)
    wall.correct_activity(since, question="Et alors ?", kinds=[NEED], **by)
    for left, named in ((2, "les kits 22 et 23"), (1, "le kit 23")):
        with pytest.raises(Refused, match=named):
            wall.withdraw_activity(later, **by)
        revoke(kits[2 - left], **by)
    wall.withdraw_activity(later, **by)
    assert not Activity.objects.filter(question="Et demain ?").exists()


# On the laptop ----------------------------------------------------------------------------------


def test_the_laptop_serves_the_hall_and_nothing_else():
    middleware = "atelier_local.windows.upkeep.hall.OnlyTheHall"
    with override_settings(FIELD_KIT="22", MIDDLEWARE=[*settings.MIDDLEWARE, middleware]):
        hall = Client()
        home = reverse("upkeep:laptop")
        for page in ("/", "/aujourdhui/", "/territoires-en-atelier/", "/se-connecter/"):
            answer = hall.get(page)
            assert (answer.status_code, answer.headers.get("Location")) in {
                (302, home),
                (404, None),
            }
        closing = hall.get(reverse("wall:close", args=["collines", 1]))
        assert closing.status_code == 409
        assert "le registre se clôt au retour" in closing.content.decode().lower()


def test_what_a_laptop_lets_one_do():
    assert served("wall:room", writes=True)
    assert served("workshops:open", writes=True)
    assert served("roadmap:action", writes=False)
    assert served("roadmap:complete", writes=True)
    for name in ("wall:close", "deliverables:section", "people:sign_in", "upkeep:bring"):
        assert not served(name, writes=True)


READ = {
    "workshops:workshops", "workshops:workshop", "strategy:strategy", "strategy:issue",
    "strategy:objective", "strategy:recommendation", "roadmap:roadmap", "roadmap:export",
    "roadmap:workbook", "roadmap:compass", "roadmap:action", "roadmap:follow_up",
}  # fmt: skip
"""Pages that a laptop shows, without a form of their own."""
OF_THE_LAPTOP = {"workshops:open", "workshops:set_wifi"}
"""What is said of that machine: home opens the room by itself when it comes back."""
TOLD = {
    "strategy:add_issue", "strategy:add_axis", "strategy:add_recommendation",
    "strategy:add_objective", "strategy:reword", "roadmap:add_action", "roadmap:complete",
    "roadmap:funding", "roadmap:add_milestone", "roadmap:pledge",
}  # fmt: skip
"""What the log of the room brings home."""


def test_every_form_that_a_laptop_shows_comes_home_or_says_that_it_waits():
    """A new route of these rooms must be thought of: told in the room, or refused with its why."""
    rooms = {"workshops", "strategy", "roadmap"}
    routes = {name for name, _ in every_route() if name.partition(":")[0] in rooms}
    waits = {name for name in routes if name in WHY}
    assert routes == READ | OF_THE_LAPTOP | TOLD | waits
    assert {name for name in routes if served(name, writes=True)} == OF_THE_LAPTOP | TOLD
    assert not any(served(name, writes=False) for name in waits)


SAID_ONCE = {
    "roadmap:ask": "roadmap:update", "roadmap:reach_milestone": "roadmap:update",
    "strategy:revise_scenario": "strategy:add_scenario",
    "strategy:revise_disagreement": "strategy:add_disagreement",
}  # fmt: skip
"""Forms that wait for the reason told beside another of their page."""


def test_whatever_leads_to_a_form_that_waits_says_so_on_a_laptop():
    """Beside the link, or by the reasons that its page gives for a question."""
    led = {}
    for folder in ("workshops", "wall", "strategy", "roadmap"):
        for file in (settings.ROOT / "atelier_local/steps" / folder).rglob("*.html"):
            text = file.read_text()
            routes = set(re.findall(r"url '([a-z_:]+)'", text)) & WHY.keys()
            led |= {(file.name, route): text for route in routes if WHY[route] != AT_THE_OFFICE}
    silent = [
        where for where, text in led.items()
        if f'waits "{SAID_ONCE.get(where[1], where[1])}"' not in text
    ]  # fmt: skip
    assert len(led) > 10
    assert not silent


def test_the_page_of_a_workshop_says_what_waits_on_a_laptop_only(as_, cast, activity):
    path = reverse("workshops:workshop", args=[activity.workshop.atelier.slug, 1])
    why = "se préparent sur le site"
    site = as_(cast.camille).get(path).content.decode()
    assert "Ajouter une séquence" in site
    assert why not in site
    middleware = "atelier_local.windows.upkeep.hall.OnlyTheHall"
    with override_settings(FIELD_KIT="22", MIDDLEWARE=[*settings.MIDDLEWARE, middleware]):
        laptop = Client()
        laptop.force_login(cast.dina)
        assert why in laptop.get(path).content.decode()


# What is refused ------------------------------------------------------------------------------


@pytest.fixture
def returned(activity, vote, cast):
    """A kit, and the bundle that a laptop made of it."""
    kit, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    hall = Hall(a_room(activity, vote, cast.dina.ref), 3, 1)
    return kit, content_of(sealed)["kit"]["key"], hall.laptops[0].bundle(kit.pk)


def shut(kit: Kit, key: str, content: dict) -> bytes:
    signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    return bundles.seal(
        "retour", kit.pk, content, key=signer, recipient=kit.recipient, locked=bytes(kit.locked),
        files=content.get("files"),
    )  # fmt: skip


def refused(atelier, sealed: bytes, cast, secret: str = SECRET) -> str:
    with pytest.raises(Refused) as why:
        merge(atelier, sealed, secret, by=cast.dina, at=MORNING)
    assert not Merge.objects.exists()
    assert not Contribution.objects.exists()
    return str(why.value)


def test_a_bundle_that_cannot_be_taken_says_why(returned, cast, activity):
    kit, key, content = returned
    atelier, good = activity.workshop.atelier, shut(kit, key, content)
    stranger = a_prepared_workshop(cast, slug="autre").atelier
    assert "kit que cet Atelier n’a pas fait" in refused(stranger, good, cast)
    assert "pas la phrase secrète" in refused(atelier, good, cast, "une tout autre phrase")
    assert "abîmé" in refused(atelier, good[:-40], cast)
    assert "pas un paquet" in refused(atelier, b"", cast)
    assert "plus récente" in refused(atelier, good.replace(b"retour 2", b"retour 3", 1), cast)
    _, twin = make_kit(activity.workshop, SECRET + "s", by=cast.dina, at=MORNING)
    lock = bundles.head_of(twin, "kit").locked
    heads = [replace(bundles.head_of(good, "retour"), locked=one) for one in (kit.locked, lock)]
    relabelled = good.replace(*(head.written for head in heads))
    assert "étiquette" in refused(atelier, relabelled, cast)
    other = "11" * 32
    assert "pas signé" in refused(atelier, shut(kit, other, content), cast)
    revoke(kit, by=cast.dina, at=MORNING)
    assert "révoqué" in refused(atelier, good, cast)


def _broken(content: dict) -> dict:
    content["lines"][1]["payload"] = {"activity": "autre"}
    return content


def _cut(content: dict) -> dict:
    del content["lines"][-1]
    return content


def _rows(*rows: dict):
    return lambda content: content | {"rows": list(rows)}


NOBODY = "00000000-0000-4000-8000-000000000000"
A_PHONE = {"model": "wall.participant", "pk": NOBODY}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_broken, "ne tient pas"),
        (_cut, "ne tient pas"),
        (lambda content: content | {"workshop": NOBODY}, "d’un autre atelier"),
        (lambda content: content | {"kit": NOBODY}, "d’un autre atelier"),
        (lambda content: content | {"device": "x"}, "mal formé"),
        (lambda content: {}, "mal formé"),
        (lambda content: content | {"lines": [1]}, "mal formé"),
        (_rows({"model": "people.person", "pk": NOBODY, "fields": {}}), "autre chose"),
        (_rows({"model": "wall.participant"}), "mal formé"),
        (_rows(A_PHONE | {"fields": {"workshop": NOBODY, "joined_at": "2026-04-07T07:30:00Z"}}),
         "d’un autre atelier"),
        (_rows(A_PHONE | {"fields": {"workshop": NOBODY, "audience": "XX"}}), "mal formé"),
        (_rows({"model": "wall.option", "pk": NOBODY,
                "fields": {"activity": NOBODY, "position": 1, "words": "x"}}), "autre atelier"),
    ],
)  # fmt: skip
def test_a_bundle_signed_but_unsound_changes_nothing(returned, cast, activity, change, why):
    kit, key, content = returned
    sealed = shut(kit, key, change(content))
    assert why in refused(activity.workshop.atelier, sealed, cast)


def test_a_number_that_no_column_holds_is_refused():
    row = A_PHONE | {"fields": {"workshop": NOBODY, "table": 10**30}}
    with pytest.raises(bundles.Unusable, match="mal formé"):
        baggage.from_rows([row])


def test_a_ballot_of_a_kit_made_before_they_were_known_by_their_act_is_read():
    fields = {"activity": NOBODY, "participant": NOBODY, "choices": {"x": 1}}
    [former] = baggage.from_rows([{"model": "wall.ballot", "pk": 1, "fields": fields | {"seq": 7}}])
    assert (former.choices, former.line) == ({"x": 1}, UUID(int=0))
    act = {"line": "ffffffff-0000-4000-8000-000000000000"}
    [ours] = baggage.from_rows([{"model": "wall.ballot", "pk": 1, "fields": fields | act}])
    assert str(ours.line) == act["line"]


def test_a_bundle_brings_nothing_that_is_obeyed_elsewhere(activity, vote, cast):
    """A laptop in other hands must not shut anybody out of every room of the server."""
    kit, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    hall = Hall(a_room(activity, vote, cast.dina.ref), 3, 1, acts=0)
    [laptop] = hall.laptops
    payload = {"subject": cast.eve.ref}
    laptop.say("role.revoked", payload, by=cast.dina.ref, at=MORNING, id=hall.uuid())
    good = shut(kit, content_of(sealed)["kit"]["key"], laptop.bundle(kit.pk))
    assert "autre chose que ce qu’une salle écrit" in refused(activity.workshop.atelier, good, cast)


@pytest.mark.parametrize("kinds", [["une autre"], [[]], "besoin", None])
def test_a_question_that_no_wall_can_show_is_refused(returned, cast, activity, kinds):
    kit, key, content = returned
    fields = {"workshop": str(activity.workshop_id), "position": 9, "question": "?", "kinds": kinds}
    content["rows"] = [{"model": "wall.activity", "pk": NOBODY, "fields": fields}]
    why = refused(activity.workshop.atelier, shut(kit, key, content), cast)
    assert "mal formé" in why


def test_photographs_may_be_joined_in_a_hall_as_at_home(activity, cast):
    Activity.objects.filter(pk=activity.pk).update(photos=True)
    told = content_of(make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)[1])
    asked = {row["pk"]: row["fields"] for row in told["rows"] if row["model"] == "wall.activity"}
    assert asked[str(activity.pk)]["photos"]
    assert served("wall:bring_photo", writes=True)


def test_a_kit_is_not_a_bundle_that_comes_home(away, cast, activity):
    assert "le kit lui-même" in refused(activity.workshop.atelier, away[1], cast)
