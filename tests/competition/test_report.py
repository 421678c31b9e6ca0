"""The analysis report of a consultation where all that may come came: nothing is left out."""

import json
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from types import SimpleNamespace

import pytest

from atelier_local import clock
from atelier_local.ground.files.papers import Table
from atelier_local.programme.agreement import operations as agreements
from atelier_local.programme.agreement.operations import appoint_agent
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Person
from atelier_local.steps.competition import operations, papers, queries, receipts, sealing
from atelier_local.steps.competition.enums import (
    BackupMedium,
    LetterKind,
    LowVerdict,
    RegularityVerdict,
)
from atelier_local.steps.competition.models import Letter
from atelier_local.steps.competition.papers.report.marks import ranking
from atelier_local.steps.competition.papers.report.sight import Sight
from tests.factories import agreement as agreed
from tests.factories import competition as factory
from tests.factories.competition import AFTER, BEFORE, DEADLINE, WITHIN, invited, side_of
from tests.factories.people import LONG_AGO, a_person, an_organisation
from verify import verify_competition as script

NEW = {"B": "Bruno", "D": "Diane", "F": "Fanny", "G": "Gaël"}
FAULT, LOW = "Sans prix par phase, p. 4.", "Vingt jours manquent."
SECONDS = timedelta(seconds=1)


@pytest.fixture(scope="module")
def made(kept):
    return kept(everything_came)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def everything_came(cast):
    """C is ranked; E irregular, D too low; A unreadable, F altered, B late; G declined."""
    competition = factory.a_sealable(cast)
    people = {letter: join(competition, letter, name) for letter, name in NEW.items()}
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    alice = Person.objects.get(first_name="Alice")
    for person in (cast.dina, cast.eve):
        factory.tender(person, competition)
    offer(competition, people["D"], factory.a_body("A", price_eur=Decimal(40_000)))
    send(competition, alice, b"un texte sans forme")
    send(competition, people["F"], b"{}", commitment="0" * 64)
    for seconds in (0, 5):
        late = DEADLINE + seconds * SECONDS
        send(competition, people["B"], str(seconds).encode(), at=late)
    operations.decline(
        side_of(people["G"], competition), "Trop de travail.", by=people["G"], at=BEFORE
    )
    operations.record_backup(
        invited(competition, "E"), BackupMedium.DISK, BEFORE, by=cast.camille, at=late
    )
    factory.open_by_both(cast, competition)
    judge(cast, competition)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    operations.withdraw_evaluator(
        competition.evaluators.get(person=cast.olivia), "Un cousin.", by=cast.olivia, at=AFTER
    )
    factory.settle_all(cast, competition)
    both = (cast.camille, cast.bastien)
    operations.close_consensus(competition, both, by=cast.camille, at=AFTER)
    factory.conclude(cast, competition)
    return competition


def join(competition, letter: str, name: str) -> Person:
    """One holder more, with somebody who acts for it."""
    firm = an_organisation(OrganisationKind.FIRM, f"Agence {name}")
    person = a_person(name, "Petit", firm)
    holder = agreed.consortium(competition.atelier.framework, letter, (firm.name,))
    appoint_agent(person, holder, lead=True, by=None, at=LONG_AGO)
    return person


def offer(competition, person, body) -> None:
    operations.deposit(side_of(person, competition), body, by=person, at=BEFORE)


def send(competition, person, core: bytes, *, commitment: str = "", at=BEFORE) -> None:
    """An envelope of that content, as a browser of one’s own could make it."""
    envelope = sealing.seal(core, [one.key for one in competition.officers.all()])
    operations.receive(
        side_of(person, competition), envelope, commitment or sealing.digest(core), by=person, at=at
    )


def judge(cast, competition) -> None:
    factory.an_evaluator(cast.camille, competition)
    tenders = {one.invitation.consortium.letter: one for one in queries.tenders(competition)}
    for letter, one in tenders.items():
        wrong = (RegularityVerdict.IRREGULAR, FAULT)
        said = wrong if letter == "E" else (RegularityVerdict.REGULAR, "")
        operations.judge_regularity(one, *said, by=cast.camille, at=AFTER)
    due = AFTER + SECONDS
    query = operations.ask_low(tenders["D"], "Justifiez.", due, by=cast.camille, at=AFTER)
    operations.decide_low(query, LowVerdict.REJECTED, LOW, by=cast.camille, at=due)


def table(paper, caption: str) -> list[tuple[str, ...]]:
    (found,) = (b for b in paper.blocks if isinstance(b, Table) and b.caption.startswith(caption))
    return list(found.rows)


def whole(competition):
    file = queries.case_file(competition)
    meeting = file.consensus.meeting
    return papers.report(file, queries.course(competition, meeting), day=AFTER)


def communicable(competition, letter: str):
    own, winner = invited(competition, letter).pk, invited(competition, "C").pk
    file = queries.case_file(competition)
    told = queries.course(competition, None)
    return papers.redacted(file, told, own=own, winner=winner, day=AFTER)


def test_every_holder_and_every_envelope_is_listed(competition):
    rows = table(whole(competition), "Groupements consultés")
    said = {}
    for name, answer, price in rows:
        said.setdefault(name[-1], []).append((answer, price))
    assert {letter: len(lines) for letter, lines in said.items()} == {
        "A": 1, "B": 2, "C": 1, "D": 1, "E": 1, "F": 1, "G": 1
    }  # fmt: skip
    assert "illisible" in said["A"][0][0]
    assert said["B"][0][0] == (
        "pli arrivé hors délai le 3 juillet 2026 à 12 h 00 min 00 s, déposé par Bruno Petit : "
        "conservé fermé, sans être lu"
    )
    assert "12 h 00 min 05 s" in said["B"][1][0]
    assert said["C"][0][0].startswith("offre reçue le 23 juin 2026")
    assert said["F"][0][0] == "pli contenu différent de celui que son reçu engage, resté fermé"
    assert said["G"][0][0] == "désistement : Trop de travail."
    assert (
        "7 groupements consultés : 3 offres lues, 1 illisible, 1 pli non ouvert, 2 plis hors "
        "délai, conservés fermés, 1 désistement." in str(whole(competition))
    )


def test_all_that_is_not_ranked_has_its_reason(competition):
    rows = table(whole(competition), "Non classés")
    assert [(name[-1], what) for name, what, _ in rows] == [
        ("A", "Illisible"),
        ("E", "Irrégulière"),
        ("B", "Hors délai, conservé fermé"),
        ("B", "Hors délai, conservé fermé"),
        ("D", "Anormalement basse"),
        ("F", "Non ouvert"),
    ]
    why = {name[-1]: reason for name, _, reason in rows}
    assert (why["E"], why["D"]) == (FAULT, LOW)
    assert "n’est pas lisible" in why["A"]


def test_recusals_meeting_hearing_and_low_prices_are_told(competition):
    text = str(whole(competition))
    for words in (
        "1 personne retirée ensuite ; leurs notes ne comptent pas",
        "retrait, notes mises à part (Un cousin.)",
        "Le collège « Opérateur de l’État » n’a pas noté : personne n’a siégé à ce titre.",
        "Présents : Bastien Lemoine, Camille Roussel.",
        "La lettre de consultation n’en prévoyait pas",
        "Offre anormalement basse : écartée. Vingt jours manquent. (décidé par Camille Roussel",
    ):
        assert words in text, words


def test_a_holder_reads_its_own_fate_and_not_that_of_others(competition):
    """E, irregular; of others it reads that an opened tender was set aside, never why."""
    paper = communicable(competition, "E")
    rows = {name[-1]: (what, why) for name, what, why in table(paper, "Non classés")}
    assert rows["E"] == ("Irrégulière", FAULT)
    hidden = "occulté (secret des affaires)"
    assert rows["A"] == ("Illisible", hidden)
    assert rows["D"] == ("Anormalement basse", hidden)
    assert not rows.keys() & {"B", "F", "G"}
    answers = {name[-1]: answer for name, answer, _ in table(paper, "Groupements")}
    assert answers["A"] == answers["C"] == answers["D"] == "offre reçue dans les délais"
    assert answers["B"] == answers["F"] == "pas d’offre ouverte"
    assert answers["G"] == "désistement"
    text = str(paper)
    for words in (LOW, "Trop de travail", "hors délai", "Bruno", "Olivia", "Un cousin", "Présents"):
        assert words not in text, words


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("B", "pli arrivé hors délai le 3 juillet 2026 à 12 h 00 min 05 s"),
        ("F", "contenu différent de celui que son reçu engage"),
        ("A", "n’est pas lisible"),
        ("D", LOW),
    ],
)
def test_each_reads_why_its_own_was_not_ranked(competition, letter, words):
    assert words in str(communicable(competition, letter))
    others = [other for other in "BFAD" if other != letter]
    assert not [other for other in others if words in str(communicable(competition, other))]


def test_a_backup_copy_is_told_to_those_who_buy_and_to_whose_it_is(competition):
    for paper, told in (
        (whole(competition), True),
        (communicable(competition, "E"), True),
        (communicable(competition, "D"), False),
    ):
        assert ("Copies de sauvegarde" in str(paper.blocks)) == told


@pytest.mark.parametrize("hidden", list(permutations((2, 3, 4))))
def test_the_order_of_the_ranking_tells_no_withheld_rank(hidden):
    """Read by 1, last, when 5 won: the others stand in the order of the agreement."""
    ranks = dict(zip((2, 3, 4), hidden, strict=True)) | {1: 5, 5: 1}
    columns = [
        SimpleNamespace(
            tender=SimpleNamespace(
                pk=pk,
                price_eur=Decimal(90_000),
                invitation=SimpleNamespace(name=f"Groupement {pk}"),
            ),
            admission=SimpleNamespace(ranks=True),
            rank=rank,
            total=8_000,
            settled_by="",
        )
        for pk, rank in sorted(ranks.items())
    ]
    by_rank = sorted(columns, key=lambda column: column.rank)
    file = SimpleNamespace(seen=SimpleNamespace(columns=columns, ranked=by_rank))
    rows = next(block for block in ranking(file, Sight(1, 5)) if isinstance(block, Table)).rows
    assert [(place, name[-1]) for place, name, *_ in rows] == [
        ("1", "5"), ("5", "1"), ("–", "2"), ("–", "3"), ("–", "4"),
    ]  # fmt: skip


def test_letters_say_the_same(competition):
    kinds = {one.invitation.consortium.letter: one.kind for one in Letter.objects.all()}
    assert kinds == dict.fromkeys("ABFG", LetterKind.OUTCOME) | {
        "C": LetterKind.CHOSEN, "D": LetterKind.REJECTED, "E": LetterKind.REJECTED
    }  # fmt: skip


def test_the_proposal_says_what_part_is_subcontracted_to_the_buyer_and_to_its_holder(competition):
    """Art. R2184-2, 5°; the secret of its holder for all others."""
    best = invited(competition, "C").tender
    assert "Elle ne déclare aucun sous-traitant." in str(whole(competition))
    blank = {"name": "", "siren": "", "services": "", "amount_cents": 0}
    best.body |= {"subs": [blank]}
    best.save(update_fields=["body"])
    assert "Elle ne déclare aucun sous-traitant." in str(whole(competition))
    sub = blank | {"name": "Hydrolis", "services": "Crues."}
    best.body |= {"prices": {"s:2": {"production": 450_000}}, "subs": [blank, sub]}
    best.save(update_fields=["body"])
    said = "Part qu’elle déclare sous-traiter : Hydrolis (Crues), 4"
    assert said in str(whole(competition))
    assert said in str(communicable(competition, "C"))
    assert "Hydrolis" not in str(communicable(competition, "E"))
    best.body |= {"subs": [blank | {"services": "Relevés"}, sub | {"services": " "}]}
    best.body |= {"prices": {"s:1": {"production": 100_000}, "s:2": {"production": 450_000}}}
    best.save(update_fields=["body"])
    told = str(whole(competition))
    assert "sous-traiter : sous-traitant non nommé (Relevés), 1" in told
    assert " ; Hydrolis, 4" in told


# --- The environment (art. R2152-7) ---------------------------------------------------------------


def environment(competition) -> str:
    text = str(whole(competition))
    start = text.index("Caractéristiques environnementales")
    return text[start : text.index("Heading", start)]


def test_the_criterion_that_judges_the_environment_is_named(competition):
    said = environment(competition)
    assert "Elles sont jugées par : « Engagements écologiques » (10 %)." in said
    assert "aucun texte n’imposait un tel critère" in said


def test_without_a_criterion_the_answer_of_the_national_team_is_quoted(cast, competition):
    criteria = competition.criteria.all()
    criteria.update(is_environmental=False)
    assert "Aucun critère de l’accord-cadre ne porte sur l’environnement." in (
        environment(competition)
    )
    framework = competition.atelier.framework
    framework.criteria.update(is_environmental=False)
    agreements.answer_environment(framework, "Une clause y répond.", by=cast.agnès, at=AFTER)
    competition.atelier.framework.refresh_from_db()
    said = environment(competition)
    assert "réponse de la DGALN, le 3 juillet 2026, par Agnes Morin" in said
    assert "Une clause y répond." in said


def test_launched_since_the_law_the_report_cites_it(competition):
    competition.published_at = LONG_AGO.replace(month=9)
    said = environment(competition)
    assert "lancées depuis le 21 août 2026 en comportent au moins un" in said
    assert "art. R2152-7" in said
    assert "Celle-ci l’a été le 5 septembre 2026." in said


# --- The same, as the verifier counts it ----------------------------------------------------------


def told(competition, letter: str, **how):
    return queries.bundle(competition, invited(competition, letter), **how)


def checked(bundle) -> str:
    return "\n".join(script.check(receipts.signed_file(bundle)))


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("E", f"Groupement E : écartée (irrégulière), {FAULT}"),
        ("D", f"Groupement D : écartée (anormalement basse), {LOW}"),
        ("A", "Groupement A : écartée (illisible), "),
        ("C", "Groupement C : 85,00 points recalculés, rang 1"),
        ("B", "aucun pli de votre groupement n’a été ouvert"),
    ],
)
def test_each_verifies_that_all_opened_are_ranked_or_set_aside(competition, letter, words):
    bundle = told(competition, letter)
    said = checked(bundle)
    assert words in said
    assert "lues à l’ouverture, à ces prix : 4 ; écartées ensuite : 3" in said
    own = {"E": FAULT, "D": LOW, "A": "un texte sans forme"}
    written = json.dumps(bundle, ensure_ascii=False)
    assert [one for one, theirs in own.items() if theirs in written] == [letter] * (letter in own)
    assert said.count("motif occulté") == 3 - (letter in "EDA")


def test_a_judge_reads_every_reason_and_the_register_holds_them(competition):
    bundle = told(competition, "C", whole=True)
    said = checked(bundle)
    assert "motif occulté" not in said
    assert FAULT in said
    assert LOW in said
    aside = next(one for one in bundle["ranking"]["tenders"] if one["name"] == "Groupement D")
    aside["judged"]["reason"] = "Un autre motif."
    with pytest.raises(script.Fault, match="engagé"):
        checked(bundle)


@pytest.mark.parametrize("letter", "CE")
def test_a_tender_set_aside_cannot_be_left_out_or_put_back(competition, letter):
    for change in (
        lambda listed: listed.pop(),
        lambda listed: listed[-1].pop("commitment"),
        lambda listed: listed.append(listed[0]),
        lambda listed: listed[0]["read"].update(price_cents=1),
    ):
        bundle = told(competition, letter)
        change(bundle["ranking"]["tenders"])
        with pytest.raises((script.Fault, KeyError)):
            checked(bundle)
