"""A firm sits in two competing consortia: its people see the one they act for, at every address.

Addresses come from the urlconf, so that a new one is walked through without being listed here. Two
consultations are walked through: one that takes tenders, one whose contract is signed.
"""

from datetime import UTC, datetime
from functools import reduce
from io import StringIO
from operator import or_

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.live import passes
from atelier_local.ground.live.hub import Hub, Unknown
from atelier_local.ground.live.thread import Thread
from atelier_local.programme.agreement.models import Consortium, ConsortiumAgent
from atelier_local.programme.agreement.operations import appoint_agent
from atelier_local.programme.people.access import Capability
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, sealing
from atelier_local.steps.competition.access import Side
from atelier_local.steps.competition.enums import LowVerdict, Phase, TenderPart
from atelier_local.steps.competition.models import Invitation, MiniCompetition
from atelier_local.steps.competition.rules.body import Body, Someone, Sub
from atelier_local.steps.contract.operations import notify, sign
from atelier_local.steps.wall import room as wall
from tests.addresses import IN_AN_ATELIER, ROUTES, address, capability, everything_in
from tests.factories import competition as factory
from tests.factories import contract as contracts
from tests.factories.ateliers import SHARED, SLUG, an_epci
from tests.factories.competition import AFTER, BEFORE, invited, side_of
from tests.factories.people import LONG_AGO, a_person

OPEN, SIGNED = "ouverte", SLUG
SECRETS = {"C": "Haies-vives-7f3a", "E": "Rivage-bleu-91c4"}
"""In what each side writes, asks, says and answers."""
ACTING = {"claire": "C", "erwan": "E"}
"""Two people of the firm that both consortia share, and whom each acts for."""
OTHER = {"C": "E", "E": "C"}
HEARD = datetime(2026, 7, 10, 12, tzinfo=UTC)
KEYS = {letter: sealing.new_key() for letter in SECRETS}


# --- What is written, by whom ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_consultations)


def two_consultations(cast) -> None:
    competition = factory.a_published(cast, decided={"hearing": True, "hearing_minutes": 45})
    framework = competition.atelier.framework
    shared = Organisation.objects.get(name=SHARED)
    both = a_person("Double", "Fontaine", shared)
    for name, letter in ACTING.items():
        consortium = Consortium.objects.get(framework=framework, letter=letter)
        person = a_person(name.title(), "Fontaine", shared)
        appoint_agent(person, consortium, by=None, at=LONG_AGO)
        # No operation lets somebody act for both; the door must do without that.
        ConsortiumAgent.objects.create(person=both, consortium=consortium)
    conclude(cast, competition)
    write(factory.a_published(cast, slug=OPEN, epci=an_epci("200072999", "CC du Houlme")))


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}.fontaine@exemple.test")


def write(competition: MiniCompetition) -> None:
    """Each side asks, drafts, keeps a piece and deposits."""
    for name, letter in ACTING.items():
        person, recipient = someone(name), str(KEYS[letter].to_public())
        side = side_of(person, competition)
        operations.ask(side, SECRETS[letter], by=person, at=BEFORE)
        draft = sealing.seal_draft(SECRETS[letter].encode(), recipient)
        operations.save_draft(side, draft, recipient, "", at=BEFORE)
        piece = sealing.seal_piece(SECRETS[letter].encode(), recipient)
        operations.keep_piece(side, piece, at=BEFORE)
        operations.deposit(side, a_body(side), by=person, at=BEFORE)


def a_body(side: Side) -> Body:
    """Signed everywhere by its secret: texts, people, subcontractor, what is missing and why."""
    secret = SECRETS[side.consortium.letter]
    lead = f"m:{side.consortium.members.first().pk}"
    return Body(
        "",
        parts={part: secret for part in TenderPart if part.kind == "text"},
        people=(Someone(secret, lead, "", {Phase.FRAMING: 5}),),
        subs=(Sub(secret, "000000001", secret, 4_400_00),),
        prices={
            lead: {Phase.FRAMING: 93_400_00},
            "s:1": {Phase.WORKSHOP_1: 4_400_00},
        },
        missing={"samples": secret},
    )


def conclude(cast, competition: MiniCompetition) -> None:
    """Both tender, explain a low price, are heard; C's contract is signed and notified."""
    write(competition)
    by = {"by": cast.camille, "at": AFTER}
    factory.open_by_both(cast, competition)
    factory.an_evaluator(cast.camille, competition)
    for name, letter in ACTING.items():
        tender, side = invited(competition, letter).tender, side_of(someone(name), competition)
        query = operations.ask_low(tender, "Comment ?", HEARD, **by)
        operations.answer_low(side, SECRETS[letter], by=someone(name), at=AFTER)
        operations.decide_low(query, LowVerdict.ACCEPTED, "Admise.", by=cast.camille, at=HEARD)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    factory.judge_all(cast, competition)
    called = {"first_at": HEARD, "pause": 15, "place": "Mairie", "topics": "L’équipe."}
    for hearing in operations.call_hearings(competition, **called, **by):
        said = SECRETS[hearing.invitation.consortium.letter]
        people = [cast.camille, cast.bastien]
        operations.record_hearing(
            hearing, present=said, heard_by=people, minutes=said, by=cast.camille,
            at=HEARD.replace(hour=18),
        )  # fmt: skip
    factory.agree_all(cast, competition)
    operations.make_report(competition, **by)
    award = operations.award(competition, invited(competition, "C"), "La méthode.", **by)
    operations.send_letters(award, **by)
    factory.letters_leave(award)
    signed = {"signed_on": contracts.SIGNED.date(), "by": cast.camille, "at": contracts.SIGNED}
    contract = sign(competition, amount_eur=award.invitation.tender.price_eur, **signed)
    team = [(cast.dina, "stratégie", 32)]
    notify(contract, team=team, by=cast.camille, at=contracts.NOTIFIED)


# --- Every address --------------------------------------------------------------------------------


SIDES = {n: one for n, one in IN_AN_ATELIER.items() if capability(one) == Capability.TENDER}
"""What a holder opens by acting for one side."""
ROOM = {n: one for n, one in IN_AN_ATELIER.items() if n.startswith("competition:")}
BUYER = ROOM.keys() - SIDES.keys()
PUBLIC = {n for n, one in IN_AN_ATELIER.items() if getattr(one.callback, "public", False)}


def asked_by(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def rows(of: Invitation | None = None) -> dict[str, list[str]]:
    """All that is kept; or all that hangs on one side."""
    kept = {}
    for model in apps.get_models():
        if not model._meta.managed or model._meta.label == "sessions.Session":
            continue
        found = model._base_manager.all()
        if of is not None:
            names = [f.name for f in model._meta.fields if f.related_model is Invitation]
            if not names:
                continue
            found = found.filter(reduce(or_, (Q(**{name: of}) for name in names)))
        kept[model._meta.label] = sorted(
            repr([plain(v) for v in row]) for row in found.values_list()
        )
    return kept


def plain(value: object) -> object:
    """A database may hand bytes as a view of them, which says where they are and not what."""
    return bytes(value) if isinstance(value, memoryview) else value


WHEN = {OPEN: BEFORE, SIGNED: contracts.NOTIFIED}


# --- The walls ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "name"), [(OPEN, "erwan"), (SIGNED, "erwan"), (SIGNED, "claire")])
def test_each_sees_and_changes_only_the_side_they_act_for(cast, slug, name):
    """Asked by page, by form, and by naming the other side in both."""
    clock.advance_to(WHEN[slug])
    competition = MiniCompetition.objects.get(atelier__slug=slug)
    own, other = ACTING[name], OTHER[ACTING[name]]
    theirs = invited(competition, other)
    client, kept = asked_by(someone(name)), rows(of=theirs)
    said = {"consortium": theirs.consortium_id, "invitation": theirs.pk, "side": other}
    words = {"text": "Voilà.", "reason": "Voilà.", "part": "method", "text_method": "Voilà."}
    seen, opened = "", 0
    declining_last = sorted(SIDES, key=lambda one: "decline" in one)
    for method in ("get", "post"):
        for route in declining_last:
            sent = said | words if method == "post" else said
            answer = getattr(client, method)(address(route, slug, theirs), sent)
            told = everything_in(answer)
            assert answer.status_code < 500, (route, method)
            assert SECRETS[other] not in told, (route, method)
            assert passes.COOKIE not in answer.cookies, (route, method)
            seen, opened = seen + told, opened + (answer.status_code == 200)
    assert opened > len(SIDES) // 3
    assert SECRETS[own] in seen
    assert rows(of=theirs) == kept
    mine = client.get(reverse("competition:mine")).content.decode()
    assert f"Groupement {own}" in mine
    assert f"Groupement {other}" not in mine


def test_whoever_acts_for_two_sides_enters_neither(cast):
    clock.advance_to(WHEN[OPEN])
    both = asked_by(someone("double"))
    kept = rows()
    theirs = invited(MiniCompetition.objects.get(atelier__slug=OPEN), "C")
    for route in SIDES:
        for method in (both.get, both.post):
            assert method(address(route, OPEN, theirs)).status_code == 403, (route, method)
    assert rows() == kept


def test_nobody_is_made_to_act_for_two_sides(cast):
    rival = Consortium.objects.get(letter="E")
    with pytest.raises(Refused, match="Groupement C"):
        appoint_agent(someone("claire"), rival, by=cast.camille, at=BEFORE)


@pytest.mark.alike("name")
@pytest.mark.parametrize(
    ("slug", "name"),
    [(OPEN, "camille"), (OPEN, "bastien"), (OPEN, "agnès"), (SIGNED, "colette")],
)
def test_nobody_but_an_agent_enters_a_side(cast, slug, name):
    """Nor the buyer's people, nor a colleague at the shared firm who acts for no consortium."""
    clock.advance_to(WHEN[slug])
    colleague = a_person("Colette", "Fontaine", someone("claire").organisation)
    client = asked_by(getattr(cast, name, colleague))
    kept = rows()
    theirs = invited(MiniCompetition.objects.get(atelier__slug=slug), "C")
    for route in SIDES:
        for method in (client.get, client.post):
            assert method(address(route, slug, theirs)).status_code == 404, route
    assert rows() == kept


@pytest.mark.parametrize(
    ("slug", "name", "closed"),
    [
        (OPEN, "erwan", BUYER),
        (SIGNED, "claire", BUYER),
        (SIGNED, "eve", IN_AN_ATELIER.keys() - SIDES.keys() - PUBLIC),
    ],
)
def test_a_holder_enters_no_other_page_of_the_atelier(cast, slug, name, closed):
    """The buyer's pages; and, of eve, all that dina and her team do once they are chosen.

    A form is sent to each: where the page takes none, or says so before it looks who asks, the page
    is asked for too.
    """
    clock.advance_to(WHEN[slug])
    client = asked_by(cast.eve if name == "eve" else someone(name))
    kept = rows()
    theirs = invited(MiniCompetition.objects.get(atelier__slug=slug), "C")
    for route in closed:
        path = address(route, slug, theirs)
        status = client.post(path).status_code
        if status == 405:
            status = client.get(path).status_code
        assert status == 404, (route, status)
    assert rows() == kept


@pytest.mark.parametrize("name", ACTING)
def test_no_page_outside_the_atelier_tells_of_the_other_side(cast, name):
    """Home, calendars, search, messages, public pages: whatever names no Atelier in its address."""
    clock.advance_to(WHEN[SIGNED])
    client, other = asked_by(someone(name)), OTHER[ACTING[name]]
    theirs = invited(MiniCompetition.objects.get(atelier__slug=OPEN), other)
    opened = 0
    for route in ROUTES.keys() - IN_AN_ATELIER.keys():
        answer = client.get(address(route, SIGNED, theirs), {"q": SECRETS[other][:5]})
        assert answer.status_code < 500, route
        assert SECRETS[other] not in everything_in(answer), route
        opened += answer.status_code == 200
    assert opened > 10


def test_the_file_of_one_side_has_nothing_of_the_other(cast):
    for letter, other in OTHER.items():
        told = StringIO()
        call_command(
            "export_competition", SIGNED, consortium=letter, stdout=told, stderr=StringIO()
        )
        assert SECRETS[letter] in told.getvalue()
        assert SECRETS[other] not in told.getvalue()


def test_no_screen_hears_the_stream_of_a_consultation(cast):
    """Even with a pass for it, which no page gives: no room carries it."""
    hub = Hub({StreamKind.ROOM: wall}, Thread("essai"))
    for one in MiniCompetition.objects.all():
        with pytest.raises(Unknown):
            hub._find_room(one.stream_id)
