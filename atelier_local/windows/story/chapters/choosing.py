"""Opening the tenders, judging them together, awarding, notifying."""

from decimal import Decimal

from django.core.files.base import ContentFile

from atelier_local.programme.agreement.models import Consortium
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.access import Capability
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Person
from atelier_local.steps.competition import operations as competition
from atelier_local.steps.competition import queries as reading
from atelier_local.steps.competition.access import side_for
from atelier_local.steps.competition.enums import (
    BackupMedium,
    LowVerdict,
    PlaceOutcome,
    RegularityVerdict,
)
from atelier_local.steps.competition.models import Invitation, MiniCompetition, Tender
from atelier_local.steps.competition.rules import PlaceRow
from atelier_local.steps.contract import operations as contract

from .. import tenders
from ..cast import AGENTS, PASSPHRASES, TEAMS, told_email
from ..telling import Telling, told_person


def choose_team(t: Telling) -> None:
    """Two people declare their interests then open, three colleges mark apart then agree, the pilot
    awards and notifies."""
    opened = MiniCompetition.objects.get(atelier=t.atelier)
    local = t.local_agent
    _open(t, opened, local)
    colleges = {
        "pilot": t.pilot,
        "local_authorities": local,
        "operator": t.people_as(Role.OPERATOR)[0],
    }
    operator = colleges["operator"]
    competition.declare_interests(opened, conflict=False, by=operator, at=t.at(-44))
    for college, person in colleges.items():
        _fill_grid(t, opened, college, person)
    sides = _invitations(opened)
    for told in t.says["competition"]["common"]:
        competition.settle(
            opened,
            sides[told["consortium"]],
            opened.criteria.get(key=told["criterion"]),
            Decimal(str(told["mark"])),
            told["reason"],
            by=t.pilot,
            at=t.at(-33, 15),
        )
    _report(t, opened, list(colleges.values()))
    winner = sides[t.says["competition"]["winner"]]
    reason = "Le meilleur total, par la méthode et l’équipe autant que par le prix."
    chosen = competition.award(opened, winner, reason, by=t.pilot, at=t.at(-30))
    competition.send_letters(chosen, by=t.pilot, at=t.at(-29))
    _notify(t, opened, winner)


def _open(t: Telling, opened: MiniCompetition, local: Person) -> None:
    """Here with two keys, or on PLACE and written down here; both confirm the minutes."""
    for who in (t.pilot, local):
        competition.declare_interests(opened, conflict=False, by=who, at=t.at(-46, 9))
    if opened.on_place:
        _open_on_place(t, opened, local)
    else:
        _record_copies(t, opened)
        for who, phrase in ((t.pilot, "pilot"), (local, "local")):
            competition.turn_with_passphrase(opened, PASSPHRASES[phrase], by=who, at=t.at(-46, 10))
    for who in (t.pilot, local):
        competition.sign_minutes(opened, by=who, at=t.at(-46, 11))


def _open_on_place(t: Telling, opened: MiniCompetition, local: Person) -> None:
    """What PLACE says of each holder, then the file of each tender."""
    told = {x["consortium"]: x for x in t.says["competition"]["tenders"] if not x.get("declined")}
    rows = [
        PlaceRow(
            invitation.pk,
            invitation.name,
            PlaceOutcome.RECEIVED,
            received_at=t.at(-50, 9, 12 + 7 * rank),
            price_eur=Decimal(told[letter]["price_eur"]),
        )
        if letter in told
        else PlaceRow(invitation.pk, invitation.name, PlaceOutcome.NONE)
        for rank, (letter, invitation) in enumerate(_invitations(opened).items())
    ]
    competition.record_opening(opened, local, rows, by=t.pilot, at=t.at(-46, 10))
    for tender in reading.tenders(opened):
        said = told[tender.invitation.consortium.letter]
        file = ContentFile(tenders.file(said, tender.invitation.name), name="offre.docx")
        competition.bring_file(tender, file, by=t.pilot, at=t.at(-46, 12))


def _record_copies(t: Telling, opened: MiniCompetition) -> None:
    """Envelopes that came in time; they stay closed, since every tender opens."""
    sides = _invitations(opened)
    for copy in t.says["competition"].get("backups", ()):
        competition.record_backup(
            sides[copy["consortium"]],
            BackupMedium(copy["medium"]),
            t.at(-50, 9, 40),
            by=t.pilot,
            at=t.at(-46, 9, 30),
        )


def _report(t: Telling, opened: MiniCompetition, judges: list[Person]) -> None:
    """Every tender is regular; low prices are explained; the meeting closes, the report is made."""
    tenders = list(reading.tenders(opened))
    for tender in tenders:
        competition.judge_regularity(
            tender, RegularityVerdict.REGULAR, by=t.pilot, at=t.at(-44, 11)
        )
    known = reading.admissions(opened, reading.compared(opened))
    for tender in tenders:
        if reading.signals(opened, tenders, known).get(tender.pk):
            _explain(t, opened, tender)
    _hear(t, opened, judges)
    competition.close_consensus(opened, judges, by=t.pilot, at=t.at(-33, 17))
    remarks = [remark.key for remark in reading.remarks(opened).to_read]
    answer = "Relu à la mise en commun : le motif dit ce qui l’emporte, la note reste."
    competition.acknowledge(opened, remarks, answer, by=t.pilot, at=t.at(-32, 9))
    competition.make_report(opened, by=t.pilot, at=t.at(-32, 10))


def _explain(t: Telling, opened: MiniCompetition, tender: Tender) -> None:
    """The holder explains its price; the pilot reads, and keeps the tender."""
    query = competition.ask_low(
        tender,
        "Votre prix est nettement inférieur à l’estimation que donne la lettre de consultation. "
        "Justifiez-le : jours, déplacements, part sous-traitée.",
        t.at(-38, 12),
        by=t.pilot,
        at=t.at(-45, 9),
    )
    letter = tender.invitation.consortium.letter
    agent = told_person(AGENTS[letter])
    side = side_for(agent, opened, Capability.TENDER)
    answer = (
        "Notre équipe vit sur place pendant les ateliers : peu de trajets, pas de bureau loué, "
        "aucune sous-traitance. Les jours sont ceux de l’offre, au tarif de l’accord-cadre."
    )
    competition.answer_low(side, answer, by=agent, at=t.at(-40, 10))
    reason = "Les jours couvrent la méthode décrite et les tarifs sont ceux de l’accord-cadre."
    competition.decide_low(query, LowVerdict.ACCEPTED, reason, by=t.pilot, at=t.at(-37, 9))


def _hear(t: Telling, opened: MiniCompetition, judges: list[Person]) -> None:
    """Where the letter foresaw it, each holder is heard as long and on the same points."""
    told = t.says["competition"].get("hearings")
    if told is None:
        return
    called = competition.call_hearings(
        opened,
        first_at=t.at(-34, 9),
        pause=15,
        place=told["place"],
        topics=told["topics"].strip(),
        by=t.pilot,
        at=t.at(-37, 10),
    )
    of = {said["consortium"]: said for said in told["heard"]}
    for hearing in called:
        said = of[hearing.invitation.consortium.letter]
        competition.record_hearing(
            hearing,
            present=said["present"],
            heard_by=judges,
            minutes=said["minutes"].strip(),
            by=t.pilot,
            at=t.at(-34, 15),
        )


def _fill_grid(t: Telling, opened: MiniCompetition, college: str, person: Person) -> None:
    evaluator = opened.evaluators.get(person=person)
    criteria = {criterion.key: criterion for criterion in opened.criteria.all()}
    sides = _invitations(opened)
    for told in t.says["competition"]["marks"]:
        if told["college"] == college:
            competition.mark(
                evaluator,
                sides[told["consortium"]],
                criteria[told["criterion"]],
                Decimal(str(told["mark"])),
                told["reason"],
                by=person,
                at=t.at(-40, 16),
            )
    competition.submit_grid(evaluator, by=person, at=t.at(-38, 9))


def _invitations(opened: MiniCompetition) -> dict[str, Invitation]:
    invited = Invitation.objects.filter(competition=opened).select_related("consortium")
    return {invitation.consortium.letter: invitation for invitation in invited}


def _notify(t: Telling, opened: MiniCompetition, winner: Invitation) -> None:
    letter = winner.consortium.letter
    price = next(
        x["price_eur"] for x in t.says["competition"]["tenders"] if x["consortium"] == letter
    )
    t.atelier.refresh_from_db()
    signed = contract.sign(
        opened,
        amount_eur=Decimal(price),
        signed_on=t.calendar.day(-5),
        by=t.pilot,
        at=t.at(-5),
    )
    contract.notify(signed, team=_team(t, winner.consortium), by=t.pilot, at=t.at(0, 9))
    for fact in signed.publications.all():
        contract.record_publication(fact, t.calendar.day(21), by=t.pilot, at=t.at(21, 10))
    t.atelier.refresh_from_db()


def _team(t: Telling, chosen: Consortium) -> list[tuple[Person, str, int]]:
    lead = told_person(AGENTS[chosen.letter])
    team = [(lead, lead.function, tenders.LEAD_DAYS)]
    for key, first_name, last_name, speciality, firm, days in TEAMS.get(chosen.letter, ()):
        person = people.register_person(
            email=told_email(key),
            first_name=first_name,
            last_name=last_name,
            function=speciality,
            organisation=people.register_organisation(
                kind=OrganisationKind.FIRM, name=firm, fictitious=True, by=None, at=t.at(-5)
            ),
            by=lead,
            at=t.at(-5),
        )
        people.open_account(person, by=None, at=t.at(-5))
        team.append((person, speciality, days))
    return team
