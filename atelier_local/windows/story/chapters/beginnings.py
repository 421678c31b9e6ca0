"""The opportunity note, the sealed competition, the framing."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from atelier_local.clock import PARIS
from atelier_local.programme.agreement.models import Speciality
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.access import Capability
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.models import Commune, Epci
from atelier_local.steps.application import operations as application
from atelier_local.steps.application.enums import EligibilityItem, Heading, LetterKind, Verdict
from atelier_local.steps.application.models import OpportunityNote
from atelier_local.steps.competition import operations as competition
from atelier_local.steps.competition.access import side_for
from atelier_local.steps.competition.enums import Mode, Perimeter
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.deliverables import operations as deliverables
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.framing import operations as framing
from atelier_local.steps.framing.enums import CommitteeKind
from atelier_local.steps.framing.models import DocumentRequest
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import ContributionKind, Method
from atelier_local.steps.workshops import operations as workshops
from atelier_local.steps.workshops.models import Sequence

from .. import tenders
from ..cast import AGENTS, PASSPHRASES
from ..telling import Telling, told_person
from . import contracts, outcome

ESTIMATE = Decimal(100_000)
COURT = "Tribunal administratif du siège du service pilote (démonstration : adresse inventée)."
WEIGHTS = {"understanding": 15, "method": 30, "team": 20, "environment": 10, "price": 25}
POINTS = {"method": [12, 10, 8], "team": [12, 8]}
"""Of the sub-criteria that the agreement writes under two of them, in its order."""


def apply(t: Telling) -> None:
    """The pilot and the local authority write the opportunity note and hand it in."""
    said, by = t.says["application"], t.pilot
    note = application.begin_application(
        slug=t.plot.slug,
        epci=Epci.objects.get(pk=t.plot.siren),
        framework=t.framework,
        pilot=by.organisation,
        local_authority=t.local_authority,
        question=t.says["atelier"]["question_initial"],
        fictitious=True,
        by=by,
        at=t.at(-230),
    )
    t.introduce(by=by, at=t.at(-229))
    writer = t.people_as(Role.LOCAL_AUTHORITY)[0]
    for rank, heading in enumerate(Heading):
        author = writer if rank % 2 else by
        when = t.at(-222 + 2 * rank)
        application.write_heading(note, heading, said[heading.value].strip(), by=author, at=when)
    needed = Speciality.objects.filter(slug__in=said["needed_specialities"])
    application.need(note, needed, by=by, at=t.at(-200))
    signatories = {
        LetterKind.SUPPORT: t.people_as(Role.ELECTED)[0],
        LetterKind.PREFECTURE: t.people_as(Role.PREFECTURE)[0],
        LetterKind.COMMITMENT: by,
    }
    for kind, person in signatories.items():
        signed = f"{person.full_name}, {person.function[:1].lower()}{person.function[1:]}"
        on = t.calendar.day(-194)
        application.record_letter(note, kind, signed, on, by=by, at=t.at(-193))
    application.submit(note, by=by, at=t.at(-190))
    answers = {
        EligibilityItem(item): (Verdict(verdict), remark)
        for item, (verdict, remark) in said.get("eligibility", {}).items()
    }
    application.check_eligibility(note, answers, by=told_person("dgaln"), at=t.at(-188, 16))


def open_competition(t: Telling) -> None:
    """DGALN selects; the six holders are consulted, ask, and tender under seal; or on PLACE, where
    the content has its reference."""
    note = OpportunityNote.objects.get(atelier=t.atelier)
    reason = t.says["application"]["decision_reason"]
    national, on = told_person("dgaln"), t.at(-160)
    every_point = dict.fromkeys(EligibilityItem, (Verdict.YES, ""))
    application.check_eligibility(note, every_point, by=national, at=on)
    application.decide(note, True, reason, by=national, at=on)
    application.make_specification(note, by=t.pilot, at=t.at(-150))
    t.atelier.refresh_from_db()
    place = t.says["competition"].get("place_reference", "")
    opened = competition.prepare_competition(
        t.atelier,
        competition.Plan(
            weights=WEIGHTS,
            points=POINTS,
            mode=Mode.PLACE if place else Mode.NATIVE,
            place_reference=place,
            deadline=t.at(-49, 12),
            questions_until=t.at(-56, 12),
            grids_due=t.calendar.day(-38),
            object_text=f"Accompagner l’Atelier Local « {t.atelier} » : trois ateliers sur place, "
            "une stratégie et une feuille de route.",
            contact=t.pilot,
            estimate_eur=ESTIMATE,
            envelope_disclosed=True,
            court=COURT,
            hearing="hearings" in t.says["competition"],
            hearing_minutes=t.says["competition"].get("hearings", {}).get("minutes", 0),
        ),
        by=t.pilot,
        at=t.at(-85),
    )
    if not place:
        _make_keys(t, opened)
    competition.publish(opened, within=Perimeter, by=t.pilot, at=t.at(-76))
    _ask_and_answer(t, opened)
    for told in t.says["competition"].get("additives", ()):
        competition.amend(opened, told["text"], by=t.pilot, at=t.at(-66, 10))
    for rank, tender in enumerate(t.says["competition"]["tenders"]):
        _tender(t, opened, tender, t.at(-62 + rank % 3, 14 + rank % 4, 12))


def _make_keys(t: Telling, opened: MiniCompetition) -> None:
    """Each officer makes their own key, prints its sheet and reads its number back."""
    phrases = {t.pilot: PASSPHRASES["pilot"], t.local_agent: PASSPHRASES["local"]}
    named = competition.name_officers(opened, list(phrases), by=t.pilot, at=t.at(-80))
    for officer in named:
        who = officer.person
        competition.make_key_here(officer, phrases[who], by=who, at=t.at(-79))
        competition.check_sheet(officer, officer.sheet_number, by=who, at=t.at(-79))


def _ask_and_answer(t: Telling, opened: MiniCompetition) -> None:
    told = t.says["competition"]
    asking = [x["consortium"] for x in told["tenders"] if not x.get("declined")]
    for rank, pair in enumerate(told.get("questions", ())):
        agent = told_person(AGENTS[asking[rank % len(asking)]])
        side = side_for(agent, opened, Capability.TENDER)
        asked = competition.ask(side, pair["question"], by=agent, at=t.at(-70, 11))
        competition.answer(asked, pair["answer"], by=t.pilot, at=t.at(-67, 9))


def _tender(t: Telling, opened: MiniCompetition, told: dict, at: datetime) -> None:
    agent = told_person(AGENTS[told["consortium"]])
    side = side_for(agent, opened, Capability.TENDER)
    if told.get("declined"):
        competition.decline(side, told["decline_reason"], by=agent, at=at)
        return
    if not opened.on_place:
        competition.deposit(side, tenders.body(told, side.consortium), by=agent, at=at)


def frame(t: Telling) -> None:
    """The framing meeting, the method, who is concerned, the calendar of 10 to 15 months."""
    told, atelier = t.says["framing"], t.atelier
    present = [
        t.pilot,
        t.lead,
        *t.people_as(Role.LOCAL_AUTHORITY),
        *t.people_as(Role.ELECTED),
        *t.people_as(Role.OPERATOR),
    ]
    framing.hold_framing_meeting(
        atelier,
        starts_at=t.at(14, 14),
        ends_at=t.at(14, 17),
        place="Siège de la communauté de communes",
        minutes=told["methodology"].strip().split("\n\n")[0],
        decisions=(
            Decided("La question est reformulée et relue par les élus avant le premier atelier."),
            Decided("Les dates des trois ateliers sont arrêtées ; un report se décide à trois."),
        ),
        present=present,
        by=t.pilot,
        at=t.at(14, 18),
    )
    framing.write_framing(
        atelier,
        methodology=told["methodology"].strip(),
        out_of_scope=told["out_of_scope"].strip(),
        by=t.lead,
        at=t.at(20),
    )
    _choose_places(t)
    _compose_committees(t)
    for someone in t.says.get("stakeholders", ()):
        framing.add_stakeholder(
            atelier,
            name=someone["name"],
            audience=Audience(someone["audience"]),
            influence=someone["influence"],
            interest=someone["interest"],
            note=someone.get("note", ""),
            by=t.lead,
            at=t.at(21),
        )
    for risk in t.says.get("risks", ()):
        framing.add_risk(atelier, risk=risk["risk"], answer=risk["answer"], by=t.lead, at=t.at(21))
    for asked in t.says.get("document_requests", ()):
        framing.request_document(
            atelier,
            title=asked["title"],
            owner=asked["owner"],
            due_on=t.calendar.day(asked["due"]),
            by=t.lead,
            at=t.at(21),
        )
    for told_indicator in t.says.get("indicators", ()):
        framing.add_indicator(atelier, **told_indicator, by=t.lead, at=t.at(22))
    days = {w["ordinal"]: w["days"] for w in t.says["workshops"]}
    framing.set_calendar(atelier, t.calendar.periods(days), by=t.lead, at=t.at(24))
    ateliers.state_problem(
        atelier,
        t.says["atelier"]["question_reformulated"],
        why="Reformulée à la réunion de cadrage, avec les élus.",
        by=t.lead,
        at=t.at(25),
    )
    _promise(t)
    framing.validate_framing(atelier, by=t.pilot, at=t.at(28))
    contracts.begin(t)
    contracts.spread(t)
    for told_workshop in t.says["workshops"]:
        _prepare(t, told_workshop)
    if t.says.get("sections"):
        outcome.document(t, DeliverableKind.FRAMING_NOTE)
    contracts.admit(t, 53)  # once the colleges have approved the note, and it is frozen
    _receive(t)


def _choose_places(t: Telling) -> None:
    """Where the Atelier looks at closer."""
    communes = {c.name: c for c in Commune.objects.filter(epci=t.plot.siren)}
    for told in t.says.get("sites", ()):
        where = communes[told["commune"]]
        framing.add_site(
            t.atelier, name=told["name"], commune=where, why=told["why"], by=t.lead, at=t.at(20)
        )


def _compose_committees(t: Telling) -> None:
    """Who sits where, the meetings that have a day already, how all of them decide."""
    for told in t.says.get("committees", ()):
        kind = CommitteeKind(told["kind"])
        framing.compose(
            t.atelier,
            kind,
            role=told["role"],
            rhythm=told["rhythm"],
            members=[_seated(t, key) for key in told["members"]],
            others=told.get("others", ""),
            by=t.pilot,
            at=t.at(20),
        )
        for called in told.get("meetings", ()):
            hour, minute = map(int, called["starts"].split(":"))
            starts = datetime.combine(_called_on(t, called), time(hour, minute), PARIS)
            framing.convene_committee(
                t.atelier,
                kind,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=called["minutes"]),
                place=called["place"],
                by=t.pilot,
                at=t.at(20),
            )
    rule = t.says["framing"]["decision_rule"]
    framing.write_decision_rule(t.atelier, decision_rule=rule, by=t.pilot, at=t.at(20))


def _called_on(t: Telling, called: dict) -> date:
    """So many days after T0, or after the last day of a workshop."""
    if "after" not in called:
        return t.calendar.day(called["day"])
    days = next(w["days"] for w in t.says["workshops"] if w["ordinal"] == called["after"])
    return t.calendar.workshops[called["after"]] + timedelta(days=days - 1 + called["days"])


def _seated(t: Telling, key: str) -> Person:
    """Someone of the Atelier, or of the cast by what they are there."""
    if key == "agent":
        return told_person(t.plot.local_agent)
    return {"pilot": t.pilot, "lead": t.lead}.get(key) or t.person(key)


def _promise(t: Telling) -> None:
    """For which day each of the five documents is awaited."""
    promised = t.says["promised"]
    due = {kind: t.calendar.day(promised[kind.value]) for kind in DeliverableKind}
    deliverables.promise(t.atelier, due, by=t.lead, at=t.at(25))


def _receive(t: Telling) -> None:
    """The documents asked for that came before the first workshop."""
    came = {
        told["title"]: told["received"]
        for told in t.says["document_requests"]
        if "received" in told
    }
    asked = DocumentRequest.objects.filter(framing__atelier=t.atelier).select_related("framing")
    for one in sorted((one for one in asked if one.title in came), key=lambda one: came[one.title]):
        one.framing.atelier = t.atelier
        framing.receive_document(one, by=t.lead, at=t.at(came[one.title], 16))


def _prepare(t: Telling, told: dict) -> None:
    """A workshop with its run of show, its tables and the questions for its wall."""
    by, at = t.lead, t.at(35)
    held_on = t.calendar.workshops[told["ordinal"]]
    workshop = workshops.prepare_workshop(
        t.atelier,
        told["ordinal"],
        title=told["title"],
        place=told["place"],
        starts_on=held_on,
        days=told["days"],
        purpose=told["purpose"],
        by=by,
        at=at,
    )
    moments: dict[str, Sequence | None] = {"": None}
    for line in told.get("sequences", ()):
        second_day = told["days"] == 2 and line["title"].startswith("Jour 2")
        moments[line["title"]] = workshops.plan_sequence(
            workshop,
            2 if second_day else 1,
            starts_at=time.fromisoformat(line["starts"]),
            minutes=line["minutes"],
            title=line["title"].removeprefix("Jour 1 · ").removeprefix("Jour 2 · "),
            objective=line.get("objective", ""),
            instruction=line.get("instruction", ""),
            material=line.get("material", ""),
            host=line.get("host", ""),
            by=by,
            at=at,
        )
    for table in told.get("tables", ()):
        workshops.add_table(
            workshop,
            table["number"],
            table["theme"],
            place=table.get("place", ""),
            facilitator=table.get("facilitator", ""),
            scribe=table.get("scribe", ""),
            by=by,
            at=at,
        )
    if welcome := told.get("welcome"):
        workshops.set_welcome(workshop, **welcome, by=by, at=at)
    workshops.set_approach(workshop, **told["approach"], by=by, at=at)
    if wifi := told.get("wifi"):
        workshops.set_wifi(workshop, name=wifi["name"], key=wifi["key"], by=by, at=at)
    for activity in told.get("activities", ()):
        wall.prepare_activity(
            workshop,
            question=activity["question"],
            method=Method(activity.get("method", Method.CARDS)),
            kinds=[ContributionKind(kind) for kind in activity.get("kinds", ())],
            silent=activity.get("silent", False),
            photos=activity.get("photos", False),
            minutes=activity.get("minutes"),
            sequence=moments[activity.get("sequence_title", "")],
            by=by,
            at=at,
        )
    for vote in told.get("votes", ()):
        wall.prepare_activity(
            workshop,
            question=vote["question"],
            method=Method(vote["method"]),
            options=[weighed["title"] for weighed in t.says[vote["about"]][: vote.get("first")]],
            budget=vote.get("budget", 1),
            most_each=vote.get("most_each", 1),
            minutes=vote["minutes"],
            sequence=moments[vote.get("sequence_title", "")],
            by=by,
            at=at,
        )
