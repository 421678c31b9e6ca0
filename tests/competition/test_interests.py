"""Interests are declared before any access: every address, asked for by whoever has not or is tied.

Addresses come from the urlconf. Three consultations are walked through, by newcomers of each
college: tenders just opened, grids in and report made, tender chosen and nobody written to.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.models import Line
from atelier_local.programme.agreement.models import Consortium, ConsortiumAgent
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState, NoticeKind
from atelier_local.steps.competition.models import (
    Evaluator,
    KeyTurn,
    Letter,
    LowTenderQuery,
    MiniCompetition,
    Notice,
    Tender,
)
from atelier_local.steps.contract import operations as contracts
from tests.addresses import IN_AN_ATELIER, address, everything_in
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.competition import AFTER, BASTIENS, CAMILLES, invited
from tests.factories.people import a_person

OPENED, REPORTED, DECIDED = "ouverte", "notee", SLUG
ASKED = "Comment tenir trois ateliers à ce prix-là ?"
REASON = "La méthode l’emporte de loin."
DUE = AFTER + timedelta(days=5)
COLLEGES = {
    "pilot": Role.PILOT,
    "local": Role.LOCAL_AUTHORITY,
    "elected": Role.ELECTED,
    "operator": Role.OPERATOR,
}
ROOM = [one for one in IN_AN_ATELIER if one.split(":")[0] in ("competition", "contract")]
WITHHELD = [
    *("97 800", "97800", "88 900", "88900"),  # prices
    *factory.PITCHES.values(),
    ASKED,
    "Page 12.",  # why a mark
    "Voir p. 1",  # why a common one
    "82,72",
    "82.72",
    REASON,
]


@pytest.fixture(scope="module")
def made(kept):
    return kept(three_consultations)


def three_consultations(cast) -> None:
    """The newcomers are granted their roles once all is done: nobody waits for them."""
    decided = factory.a_decided(cast).competition
    decided.awards.update(reason=REASON)
    reported = factory.a_reported(cast, slug=REPORTED, epci=an_epci("200072999", "CC du Houlme"))
    epci = an_epci("200073001", "CC du Perche")
    opened = factory.an_opened(cast, slug=OPENED, epci=epci)
    tender = queries.tenders(opened).get(invitation__consortium__letter="E")
    tender.invitation.competition = opened
    operations.ask_low(tender, ASKED, DUE, by=cast.camille, at=AFTER)
    by = {"by": cast.camille, "at": AFTER}
    for name, role in COLLEGES.items():
        for kind in ("new", "tied"):
            person = a_person(f"{kind} {name}", "Venu", cast.bastien.organisation)
            for one in (opened, reported, decided):
                grant(one.atelier, person, role, **by)
                if kind == "tied":
                    operations.declare_interests(one, conflict=True, by=person, at=AFTER)
    member = a_person("member", "Venu", cast.eve.organisation)
    for one in (opened, reported, decided):
        grant(one.atelier, member, Role.PILOT, **by)


WHO = [f"{kind} {name}" for name in COLLEGES for kind in ("new", "tied")] + ["member"]


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def the(slug: str) -> MiniCompetition:
    return MiniCompetition.objects.select_related("stream", "atelier").get(atelier__slug=slug)


def person(name: str):
    return Evaluator._meta.get_field("person").related_model.objects.get(
        first_name=name, last_name="Venu"
    )


def addresses(slug: str) -> list[str]:
    """All of the room, about the rival’s tender, and every letter and every question on a price."""
    competition, found = the(slug), []
    theirs = invited(competition, "E")
    letters = Letter.objects.filter(award__competition=competition).values_list("pk", flat=True)
    low = LowTenderQuery.objects.filter(invitation__competition=competition)
    asked = low.values_list("pk", flat=True)
    for route in ROOM:
        keys = [{}]
        if route == "competition:letter_document":
            keys = [{"pk": pk} for pk in letters]
        elif "/<int:query>/" in str(IN_AN_ATELIER[route].pattern):
            keys = [{"query": pk} for pk in asked]
        found += [address(route, slug, theirs, **one) for one in keys]
    return found


def told(answer) -> str:
    return re.sub(r"[\u202f\xa0]|&#8239;|&nbsp;", " ", everything_in(answer))


# --- Every address --------------------------------------------------------------------------------


@pytest.mark.alike("who")
@pytest.mark.parametrize("slug", [OPENED, REPORTED, DECIDED])
@pytest.mark.parametrize("who", WHO)
def test_nothing_of_the_tenders_is_read_without_a_declaration_or_with_a_tie(as_, cast, slug, who):
    client, shown = as_(person(who)), 0
    for path in addresses(slug):
        answer = client.get(path)
        assert answer.status_code < 500, path
        shown += answer.status_code == 200
        words = told(answer)
        assert [one for one in WITHHELD if one in words] == [], path
    assert shown > 2, "a walk that sees nothing proves nothing"


@pytest.mark.parametrize("slug", [OPENED, REPORTED, DECIDED])
def test_whoever_declared_reads_what_the_others_do_not(as_, cast, slug):
    """The same walk, by one who may: else the words looked for would be nowhere."""
    client = as_(cast.camille)
    words = " ".join(told(client.get(path)) for path in addresses(slug))
    looked_for = {OPENED: WITHHELD[:6], REPORTED: WITHHELD[:4], DECIDED: WITHHELD[:4]}[slug]
    found = [one for one in looked_for if one in words]
    assert {"97 800", "88 900"} <= set(found)
    assert slug != OPENED or ASKED in words
    assert slug != REPORTED or "82,72" in words


@pytest.mark.alike("who")
@pytest.mark.parametrize("who", ["new pilot", "tied pilot", "new local", "tied operator"])
def test_the_page_of_the_opening_says_what_to_do_instead_of_the_prices(as_, cast, who):
    page = as_(person(who)).get(reverse("competition:opening", args=[OPENED]))
    assert page.status_code == 200
    assert "Les prix ne vous sont pas montrés" in page.text
    assert reverse("competition:interests", args=[OPENED]) in page.text
    assert "Groupement C" in page.text  # who answered is no secret any more
    paper = as_(person(who)).get(reverse("competition:minutes", args=[OPENED, "docx"]))
    why = "éclarez d’abord vos intérêts" if who.startswith("new") else "une autre personne"
    assert (paper.status_code, why in paper.text) == (409, True)
    assert why in page.text


def test_once_declared_the_prices_show_and_the_register_says_to_whom(as_, cast):
    zoé = person("new local")
    client, path = as_(zoé), reverse("competition:opening", args=[OPENED])
    client.get(path)
    lines = Line.objects.filter(kind="competition.prices_read")
    assert not lines.exists()
    said = {"conflict": "no", "only_reads": "on"}
    client.post(reverse("competition:interests", args=[OPENED]), said)
    assert "97 800" in told(client.get(path))
    client.get(reverse("competition:minutes", args=[OPENED, "docx"]))
    assert [(one.stream.kind, one.by, one.payload["file"]) for one in lines.order_by("seq")] == [
        (StreamKind.AUDIT, zoé.ref, "Page de l’ouverture"),
        (StreamKind.AUDIT, zoé.ref, "Procès-verbal d’ouverture"),
    ]
    log = as_(cast.camille).post(reverse("contract:access_log", args=[OPENED])).content.decode()
    assert log.count("Prix lus") == 2
    assert "Page de l’ouverture" in log


def test_until_it_is_signed_the_page_of_the_contract_shows_a_price_and_says_so(as_, cast):
    camille = as_(cast.camille)
    camille.get(reverse("competition:decision", args=[DECIDED, "docx"]))
    assert "97 800" in told(camille.get(reverse("contract:contract", args=[DECIDED])))
    camille.get(reverse("contract:sign", args=[DECIDED]))
    camille.get(reverse("contract:act", args=[DECIDED, "docx"]))
    lines = Line.objects.filter(kind="competition.prices_read").order_by("seq")
    theirs = invited(the(DECIDED), "C").consortium_id
    assert [(one.payload["file"], one.payload.get("consortium")) for one in lines] == [
        ("Décision d’attribution", None),
        ("Page du marché à signer", theirs),
        ("Page de la signature", theirs),
        ("Acte d’engagement à signer", theirs),
    ]


def test_every_page_that_shows_prices_leaves_a_line(as_, cast):
    competition = the(REPORTED)
    pk = invited(competition, "E").pk
    pages = {
        "Page de l’ouverture": ("opening",),
        "Procès-verbal d’ouverture": ("minutes", "docx"),
        "Régularité et prix bas": ("regularity",),
        "Prix paraissant bas": ("low", pk),
        "Mise en commun des notes": ("analysis",),
        "Rapport d’analyse": ("report_document", "docx"),
        "Page du classement": ("award",),
    }
    for name, *args in pages.values():
        as_(cast.camille).get(reverse(f"competition:{name}", args=[REPORTED, *args]))
    lines = Line.objects.filter(kind="competition.prices_read").order_by("seq")
    assert [one.payload["file"] for one in lines] == list(pages)
    assert {one.by for one in lines} == {cast.camille.ref}


# --- A tie that comes later -----------------------------------------------------------------------


def joins_a_firm(one, eve):
    one.organisation = eve.organisation
    one.save()


def acts_for_a_consortium(one, eve):
    """One that sent no tender: what they read of their own side is nothing."""
    ConsortiumAgent.objects.create(person=one, consortium=Consortium.objects.get(letter="A"))


LATER = [joins_a_firm, acts_for_a_consortium]


@pytest.mark.alike("ties")
@pytest.mark.parametrize("ties", LATER)
@pytest.mark.parametrize("slug", [OPENED, REPORTED, DECIDED])
def test_who_declared_no_tie_and_gets_one_reads_nothing_any_more(as_, cast, slug, ties):
    one = person("new local")
    operations.declare_interests(the(slug), conflict=False, by=one, at=AFTER, only_reads=True)
    theirs = invited(the(slug), "E").pk
    page = reverse("competition:tender", args=[slug, theirs])
    assert as_(one).get(page).status_code == 200
    ties(one, cast.eve)
    assert as_(one).get(page).status_code == 403
    client = as_(one)
    for path in addresses(slug):
        words = told(client.get(path))
        assert [said for said in WITHHELD if said in words] == [], path


@pytest.mark.alike("ties")
@pytest.mark.parametrize("ties", LATER)
def test_who_gets_a_tie_marks_no_more_and_may_leave(as_, cast, ties):
    competition, one = the(OPENED), cast.bastien
    mine = competition.evaluators.get(person=one)
    mine.competition = competition
    cell = invited(competition, "E"), competition.criteria.get(key="method")
    operations.mark(mine, *cell, Decimal(7), "p. 4", by=one, at=AFTER)
    ties(one, cast.eve)
    why = "une autre personne de votre service"
    with pytest.raises(Refused, match=why):
        operations.mark(mine, *cell, Decimal(8), "p. 5", by=one, at=AFTER)
    with pytest.raises(Refused, match=why):
        operations.submit_grid(mine, by=one, at=AFTER)
    for page in ("grid", "analysis"):
        shut = as_(one).get(reverse(f"competition:{page}", args=[OPENED]))
        assert (shut.status_code, why in shut.text) == (409, True)
    gone = reverse("competition:withdraw", args=[OPENED])
    assert as_(one).post(gone, {"reason": "Je rejoins une agence."}).status_code == 302


# --- Acts -----------------------------------------------------------------------------------------


@pytest.mark.alike("who")
@pytest.mark.parametrize("who", ["new pilot", "tied pilot", "member"])
@pytest.mark.parametrize("slug", [OPENED, REPORTED, DECIDED])
def test_a_pilot_who_may_not_read_decides_nothing(as_, cast, slug, who):
    """Least of all to end it: another person of the service does."""
    competition, by = the(slug), {"by": person(who), "at": AFTER}
    theirs = invited(competition, "C")
    acts = [
        lambda: operations.discontinue(competition, "Pour rien.", **by),
        lambda: operations.declare_unsuccessful(competition, "Pour rien.", **by),
        lambda: operations.make_report(competition, **by),
        lambda: operations.award(competition, theirs, REASON, **by),
    ]
    if slug == DECIDED:
        price = {"amount_eur": factory.PRICES["C"], "signed_on": AFTER.date()}
        given = competition.awards.get()
        acts = [
            acts[0],
            lambda: operations.send_letters(given, **by),
            lambda: contracts.sign(competition, **price, **by),
        ]
    for act in acts:
        with pytest.raises(Refused, match=r"déclarez d’abord|une autre personne de votre service"):
            act()
    assert not Notice.objects.filter(kind=NoticeKind.ENDING).exists()
    for page in ("discontinue", "unsuccessful"):
        path = reverse(f"competition:{page}", args=[slug])
        for answer in (as_(person(who)).get(path), as_(person(who)).post(path, {"reason": "Oui."})):
            assert answer.status_code == 409
    shown = as_(person(who)).get(reverse("competition:competition", args=[slug])).text
    assert reverse("competition:discontinue", args=[slug]) not in shown
    mine = as_(cast.camille).get(reverse("competition:competition", args=[slug])).text
    assert reverse("competition:discontinue", args=[slug]) in mine


# --- Keys -----------------------------------------------------------------------------------------


@pytest.fixture
def sealed(cast, db):
    competition = factory.a_published(
        cast, slug="scellee", epci=an_epci("200073002", "CC d’Écouves")
    )
    factory.tender(cast.dina, competition)
    return competition


def test_whoever_is_tied_writes_nothing_to_the_holders(as_, cast, sealed):
    """Neither an answer nor an amendment, before anything is opened."""
    before = AFTER - timedelta(days=10)
    side = factory.side_of(cast.dina, sealed)
    question = operations.ask(side, "Une visite ?", by=cast.dina, at=before)
    operations.declare_interests(sealed, conflict=True, by=cast.camille, at=before)
    for act in (
        lambda: operations.answer(question, "Oui.", by=cast.camille, at=before),
        lambda: operations.amend(sealed, "Une visite.", by=cast.camille, at=before),
        lambda: operations.discontinue(sealed, "Non.", by=cast.camille, at=before),
    ):
        with pytest.raises(Refused, match="une autre personne de votre service"):
            act()
    clock.reset()
    clock.advance_to(before)
    for page, *args in (("amend",), ("answer", question.pk), ("discontinue",)):
        path = reverse(f"competition:{page}", args=["scellee", *args])
        answer = as_(cast.camille).post(path, {"text": "Oui.", "reason": "Oui."})
        assert (answer.status_code, "une autre personne" in answer.text) == (409, True), page


@pytest.mark.parametrize("tied", [False, True])
def test_no_key_is_turned_without_a_declaration_or_with_a_tie(as_, cast, sealed, tied):
    factory.declared(cast.bastien, sealed)
    if tied:
        operations.declare_interests(sealed, conflict=True, by=cast.camille, at=AFTER)
    why = "une autre personne de votre service" if tied else "déclarez d’abord vos intérêts"
    with pytest.raises(Refused, match=why):
        operations.turn_with_passphrase(sealed, CAMILLES, by=cast.camille, at=AFTER)
    page = as_(cast.camille).get(reverse("competition:opening", args=["scellee"])).text
    assert why in page.replace("Déclarez", "déclarez")
    assert reverse("competition:interests", args=["scellee"]) in page
    envelopes = reverse("competition:envelopes", args=["scellee"])
    assert as_(cast.camille).get(envelopes).status_code == 403
    assert as_(cast.bastien).get(envelopes).status_code == 200
    operations.turn_with_passphrase(sealed, BASTIENS, by=cast.bastien, at=AFTER)
    with pytest.raises(Refused, match=why):
        operations.turn_with_passphrase(sealed, CAMILLES, by=cast.camille, at=AFTER)
    assert KeyTurn.objects.filter(competition=sealed).count() == 1
    assert not Tender.objects.filter(invitation__competition=sealed).exists()


def test_whoever_only_reads_is_waited_for_by_nobody(as_, cast, sealed):
    """Nor do they speak for their college."""
    factory.open_by_both(cast, sealed)
    zoé = person("new operator")
    grant(sealed.atelier, zoé, Role.OPERATOR, by=cast.camille, at=AFTER)
    operations.declare_interests(sealed, conflict=False, only_reads=True, by=zoé, at=AFTER)
    path = reverse("competition:grid", args=["scellee"])
    assert as_(zoé).get(path).status_code == 409
    factory.grade(sealed, cast.camille, cast.bastien)
    assert sealed.at_state is CompetitionState.OPENED
    factory.grade(sealed, cast.olivia)
    assert sealed.at_state is CompetitionState.SCORED
