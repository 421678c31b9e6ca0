"""The choice signed, the letters to all holders, the next one if the first cannot conclude."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.files.papers import Paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Message, Person
from atelier_local.programme.people.operations import post
from atelier_local.refusal import reasons, refuse_if

from .. import papers, queries
from ..enums import CompetitionState, LetterKind
from ..models import Award, Invitation, Letter, MiniCompetition
from ..rules import awarding
from .moving import SEND, SIGN, move
from .settling import CHOOSE, afresh


@transaction.atomic
def award(
    competition: MiniCompetition, invitation: Invitation, reason: str, *, by: Person, at: datetime
) -> Award:
    """Choose the tender with the best total, on the report that says why."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    given = queries.winner(competition)
    if given and given.invitation_id == invitation.pk:
        return given
    file = queries.case_file(afresh(competition))
    graded = competition.at_state in (CompetitionState.SCORED, CompetitionState.AWARDED)
    refuse_if(
        queries.against_acting(competition, by)
        + file.seen.against_awarding(invitation.pk, reason, no_grid=not graded)
        + (
            awarding.against_deciding(reported=file.reported is not None, stale=queries.stale(file))
            if graded
            else ()
        )
    )
    refuse_if(["la consultation est déjà attribuée"] if given else [])
    move(competition, CompetitionState.AWARDED)
    made = _decide(file, invitation, reason, by=by, at=at)
    complete(competition.atelier, CHOOSE, at=at)
    _hand_out_letters(competition)
    payload = {
        "consortium": invitation.consortium_id,
        "totals": queries.totals(file.seen),
        "reason": made.reason,
        "decision": made.filed.digest if made.filed else "",
    }
    append(competition.stream, "competition.awarded", payload, by=by, at=at)
    return made


def _decide(
    file: queries.CaseFile, invitation: Invitation, reason: str, *, by: Person, at: datetime
) -> Award:
    """The choice and the decision that says it, in writing."""
    made = Award.objects.create(
        competition=file.competition,
        invitation=invitation,
        total=file.seen.totals[invitation.pk],
        decided_at=at,
        decided_by=by,
        reason=reason.strip(),
    )
    made.filed = _file(made, papers.decision(file, made, at=at), at=at)
    made.save(update_fields=["filed"])
    return made


def _file(made: Award, paper: Paper, *, at: datetime) -> Filed:
    return file_paper(paper, subject=f"competition:{made.competition_id}", at=at)


def _hand_out_letters(competition: MiniCompetition) -> None:
    assign(
        competition.atelier,
        SEND,
        "Écrire à tous les groupements",
        role=Role.PILOT,
        url=reverse("competition:letters", args=[competition.atelier.slug]),
    )


@transaction.atomic
def send_letters(award: Award, *, by: Person, at: datetime) -> None:
    """Write to every holder consulted, silent ones too: the wait announced counts from that day,
    the one that holds from the last letter proved sent.
    """
    competition = award.competition
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    award.refresh_from_db()
    if award.letters_sent_at:
        return
    competition.refresh_from_db(fields=["state"])
    invited = list(queries.invitations(competition))
    reached = queries.agents(invitation.pk for invitation in invited)
    refuse_if(
        queries.against_acting(competition, by)
        + awarding.against_sending(
            competition.at_state,
            decided=award.withdrawn_at is None,
            unreachable=tuple(i.name for i in invited if not reached[i.consortium_id]),
        )
    )
    days = queries.waiting_days(competition)
    until = awarding.standstill_until(day_of(at), days) if days else None
    file = queries.case_file(afresh(competition))
    for invitation in invited:
        _send(file, award, invitation, reached[invitation.consortium_id], until, at=at)
    award.letters_sent_at, award.standstill_until = at, until
    award.save(update_fields=["letters_sent_at", "standstill_until"])
    complete(competition.atelier, SEND, at=at)
    url = reverse("contract:contract", args=[competition.atelier.slug])
    assign(competition.atelier, SIGN, "Signer et notifier le marché", role=Role.PILOT, url=url)
    payload = {
        "letters": {
            str(letter.invitation.consortium_id): letter.filed.digest
            for letter in award.letters.select_related("filed", "invitation")
        },
        "standstill_until": until.isoformat() if until else "",
    }
    append(competition.stream, "competition.letters_sent", payload, by=by, at=at)


def _send(
    file: queries.CaseFile,
    award: Award,
    invitation: Invitation,
    people: list[Person],
    until: date | None,
    *,
    at: datetime,
) -> None:
    kind, paper = _letter(file, award, invitation, until, at=at)
    letter = Letter.objects.create(
        award=award, invitation=invitation, kind=kind, filed=_file(award, paper, at=at), at=at
    )
    letter.messages.set(_post(file.competition, letter, award, person, at=at) for person in people)


def _letter(
    file: queries.CaseFile,
    award: Award,
    invitation: Invitation,
    until: date | None,
    *,
    at: datetime,
) -> tuple[LetterKind, Paper]:
    told = papers.Told(until, queries.head(file.competition), at)
    if invitation.pk == award.invitation_id:
        return LetterKind.CHOSEN, papers.chosen(file, award, told)
    if any(column.tender.pk == invitation.pk for column in file.seen.columns):
        return LetterKind.REJECTED, papers.rejected(file, award, invitation, told)
    return LetterKind.OUTCOME, papers.outcome(
        file.competition, award, invitation, told, queries.what_came(invitation)
    )


def _post(
    competition: MiniCompetition, letter: Letter, award: Award, person: Person, *, at: datetime
) -> Message:
    """The mail says the outcome and where the letter is; the letter itself stays behind a door."""
    subjects = {
        LetterKind.CHOSEN: "votre offre est retenue",
        LetterKind.REJECTED: "votre offre n’est pas retenue",
        LetterKind.OUTCOME: "issue de la consultation",
    }
    won = letter.kind == LetterKind.CHOSEN
    winner = "votre groupement" if won else award.invitation.name
    link = settings.SITE_URL + reverse("competition:my_result", args=[competition.atelier.slug])
    return post(
        to=person.email,
        subject=f"Consultation {competition.atelier} : {subjects[LetterKind(letter.kind)]}",
        body=(
            f"Bonjour {person.first_name},\n\nL’offre retenue est celle de {winner}.\n\n"
            f"Votre lettre, avec les motifs, est ici : {link}\n"
            f"Son empreinte : {letter.filed.digest}"
        ),
        at=at,
    )


@transaction.atomic
def turn_to_runner_up(award: Award, reason: str, *, by: Person, at: datetime) -> Award:
    """Choose the tender ranked next when the first cannot conclude (art. R2181-7)."""
    competition = award.competition
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    award.refresh_from_db()
    file = queries.case_file(afresh(competition))
    following = queries.next_in_rank(file.seen, queries.choices(competition))
    refuse_if(
        queries.against_acting(competition, by)
        + awarding.against_runner_up(
            competition.at_state,
            reason,
            concluded=award.concluded_on is not None,
            next_name=following.tender.invitation.name if following else None,
            foreseen=queries.runner_up_foreseen(competition),
        )
        + reasons((award.withdrawn_at is not None, "ce choix est déjà retiré"))
    )
    assert following is not None
    award.withdrawn_at, award.withdrawal_reason = at, reason.strip()
    award.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    made = _decide(file, following.tender.invitation, reason, by=by, at=at)
    complete(competition.atelier, SIGN, at=at)
    _hand_out_letters(competition)
    payload = {
        "withdrawn": award.invitation.consortium_id,
        "consortium": made.invitation.consortium_id,
        "reason": reason.strip(),
        "decision": made.filed.digest if made.filed else "",
    }
    append(competition.stream, "competition.runner_up_chosen", payload, by=by, at=at)
    return made


def record_conclusion(award: Award, on: date, *, by: Person, at: datetime) -> None:
    """Part of the signature of the contract, whose line tells it: the report may be asked for."""
    Award.objects.filter(pk=award.pk, concluded_on=None).update(concluded_on=on)
    award.refresh_from_db(fields=["concluded_on"])
