"""How the consultation went: what was asked, who answered and how, who judged."""

from collections.abc import Iterable, Iterator

from atelier_local.ground.files.papers import Block, Bullets, Heading, Para, Quote, Table
from atelier_local.programme.agreement import law

from ...enums import EvaluationCollege
from ...models import Evaluator, Invitation, MiniCompetition, Tender
from ...queries import CaseFile, Course, heard_by
from ...rules import TIE_ON_COPY, TIE_ON_PLACE, TIE_RULE
from .. import words
from ..backups import backup_lines
from ..grouping import group_lines
from .sight import Sight


def launch(competition: MiniCompetition, file: CaseFile, course: Course) -> list[Block]:
    published = competition.published_at
    rows = tuple(
        (one.label, f"{one.weight} %", "calculé par la formule" if one.is_price else "noté")
        for one in file.seen.criteria
    )
    return [
        Heading(1, "La consultation"),
        Para(
            f"Tous les titulaires {competition.held} ont été consultés par écrit"
            + (f", le {words.moment(published)}." if published else ".")
            + " Critères, poids, formule de prix et règle de départage sont figés depuis lors."
        ),
        Table("Critères et poids", ("Critère", "Poids", "Mode"), rows, (6, 1, 3), frozenset({1})),
        Para(f"Formule de prix : note = {competition.price_formula.label}."),
        Para(f"Le total est arrondi une seule fois, au centième. {TIE_RULE}"),
        *([Para(TIE_ON_PLACE)] if competition.on_place else []),
        *([Para(TIE_ON_COPY)] if any(one.opened for one in course.copies) else []),
        *_environment(competition, file, course),
        *_amended(course),
    ]


def _environment(competition: MiniCompetition, file: CaseFile, course: Course) -> Iterator[Block]:
    """What answers the requirement of art. R2152-7, or why nothing had to."""
    criteria = [one for one in file.seen.criteria if one.is_environmental]
    framework = competition.atelier.framework
    yield Heading(2, "Caractéristiques environnementales des offres")
    if criteria:
        named = ", ".join(f"« {one.label} » ({one.weight} %)" for one in criteria)
        yield Para(f"Elles sont jugées par : {named}.")
    elif framework.environment_answered_at:
        by = framework.environment_answered_by
        yield Para(
            "Aucun critère de l’accord-cadre ne porte sur l’environnement. Question posée, "
            f"réponse de la DGALN, le {words.day(framework.environment_answered_at)}"
            + (f", par {by.full_name} :" if by else " :")
        )
        yield Quote(framework.environment_answer, "réponse de la DGALN")
    else:
        yield Para("Aucun critère de l’accord-cadre ne porte sur l’environnement.")
    yield Para(_asked(competition, course))


def _asked(competition: MiniCompetition, course: Course) -> str:
    rule = course.environment
    day = words.day(competition.published_at or competition.deadline)
    if rule is None:
        return f"À la date de la consultation, le {day}, aucun texte n’imposait un tel critère."
    article = law.cite_in_letter(rule)
    since = words.date(rule.valid_from)
    return (
        f"Les consultations lancées depuis le {since} en comportent au moins un"
        + (f" ({article})." if article else ".")
        + f" Celle-ci l’a été le {day}."
    )


def _amended(course: Course) -> Iterator[Block]:
    """What was told to all between the letter and the deadline."""
    said = [
        f"Additif n° {one.number} du {words.day(one.at)} : {one.text}"
        + (f" Date limite reportée au {words.moment(one.deadline_after)}." if one.extends else "")
        for one in course.amendments
    ]
    if course.answered == 1:
        said.append("Une question a reçu sa réponse, envoyée à tous sans dire qui la posait.")
    elif course.answered:
        said.append(
            f"{course.answered} questions ont reçu leur réponse, envoyée à tous sans dire qui les "
            "posait."
        )
    if said:
        yield Heading(2, "Dit à tous avant la date limite")
        yield Bullets(tuple(said))


# Who answered -----------------------------------------------------------------------------


def answers(course: Course, sight: Sight) -> list[Block]:
    """Every holder consulted, and every envelope that came of it, on time or not."""
    rows = tuple(row for one in course.invitations for row in _rows(course, one, sight))
    blocks: list[Block] = [
        Heading(1, "Les réponses"),
        Table(
            "Groupements consultés, et tout pli reçu d’eux",
            ("Groupement", "Réponse", "Prix"),
            rows,
            (3, 5, 2),
            frozenset({2}),
        ),
    ]
    if sight.whole:
        blocks.append(Para(_counted(course)))
    if course.opening:
        pair = " et ".join(
            one.person.full_name for one in (course.opening.first, course.opening.second)
        )
        blocks.append(
            Para(f"Plis ouverts le {words.second(course.opening.at)} par {pair}, de deux parties.")
        )
    if copies := [one for one in course.copies if sight.whole or one.invitation_id == sight.own]:
        title = Heading(2, "Copies de sauvegarde (art. R2132-11)")
        blocks += [title, Bullets(tuple(backup_lines(copies)))]
    return blocks


def _rows(course: Course, invitation: Invitation, sight: Sight) -> Iterator[tuple[str, str, str]]:
    """One line for each thing that came; of another holder, no more than its letter could say."""
    seen = sight.whole or invitation.pk == sight.own
    tender = course.read.get(invitation.pk)
    late = [one for one in course.late if one.invitation_id == invitation.pk] if seen else []
    if tender:
        copied = any(one.opened and one.invitation_id == invitation.pk for one in course.copies)
        said = _received(tender, copied=copied) if seen else "offre reçue dans les délais"
        yield invitation.name, said, words.price(tender.price_eur)
    elif invitation.declined_at:
        why = f" : {invitation.decline_reason}" if sight.whole else ""
        yield invitation.name, f"désistement{why}", "–"
    elif not late:
        shut = course.shut.get(invitation.name) if seen else None
        yield invitation.name, shut or "pas d’offre ouverte", "–"
    for one in late:
        yield (
            invitation.name,
            f"pli arrivé hors délai le {words.second(one.arrived_at)}, déposé par "
            f"{one.by.full_name} : conservé fermé, sans être lu",
            "–",
        )


def _received(tender: Tender, *, copied: bool) -> str:
    if copied:
        return (
            f"offre lue dans sa copie de sauvegarde, reçue le {words.second(tender.deposited_at)}"
        )
    read = f", ouverte mais illisible : {tender.fault}" if tender.fault else ""
    return f"offre reçue le {words.second(tender.deposited_at)}{read}"


def _counted(course: Course) -> str:
    """« Six groupements consultés » in figures: what came of each, none left out."""
    unread = sum(one.price_eur is None for one in course.read.values())
    late = {one.invitation_id for one in course.late} - course.read.keys()
    declined = sum(one.declined_at is not None for one in course.invitations)
    shut = sum(one.name in course.shut and one.pk not in course.read for one in course.invitations)
    silent = [
        one
        for one in course.invitations
        if one.pk not in course.read.keys() | late
        and not one.declined_at
        and one.name not in course.shut
    ]
    counts = (
        (len(course.read) - unread, "offre lue", "offres lues"),
        (unread, "illisible", "illisibles"),
        (shut, "pli non ouvert", "plis non ouverts"),
        (len(course.late), "pli hors délai, conservé fermé", "plis hors délai, conservés fermés"),
        (declined, "désistement", "désistements"),
        (len(silent), "sans réponse", "sans réponse"),
    )
    told = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
    return f"{len(course.invitations)} groupements consultés : {', '.join(told)}."


def groups(course: Course, sight: Sight) -> list[Block]:
    """Which groups asked to change since, and what they were answered (art. R2142-26); to a holder,
    its own requests, and whom the buyer let the winner change."""
    told = [
        one
        for one in course.changes
        if sight.whole
        or one.invitation_id == sight.own
        or (one.accepted and one.invitation_id == sight.winner)
    ]
    if not told:
        return []
    lines = group_lines(told, own=sight.own, whole=sight.whole)
    return [Heading(2, "Groupements qui ont demandé à changer"), *lines]


# Who judged -------------------------------------------------------------------------------


def judges(file: CaseFile, course: Course, sight: Sight) -> list[Block]:
    rows = tuple(
        (
            one.person.full_name if sight.whole else "évaluateur",
            one.get_college_display(),
            _interests(one, sight),
        )
        for one in course.evaluators
    )
    return [
        Heading(1, "Qui a jugé"),
        *(Para(said) for said in _colleges(course)),
        Table("Évaluateurs et intérêts", ("Personne", "Collège", "Intérêts"), rows, (3, 3, 5)),
        Para(f"Conflits d’intérêts décelés et mesures prises (art. R2184-3) : {_apart(course)}"),
        *(Para(said) for said in _met(file, course, sight)),
    ]


def _colleges(course: Course) -> Iterator[str]:
    """Which bodies choose together; one that the Atelier does not have is said to be absent."""
    present = [one for one in EvaluationCollege if one in course.colleges]
    named = ", ".join(f"« {one.label} »" for one in present)
    yield f"Collèges de l’Atelier : {named}. Chacun note à part, puis tous s’accordent."
    if EvaluationCollege.OPERATOR not in course.colleges:
        yield (
            "Aucun opérateur de l’État n’est partie à cet Atelier : aucune note n’a été donnée ni "
            "attendue à ce titre."
        )
    sitting = {one.college for one in course.evaluators if one.sits}
    for one in present:
        if one not in sitting:
            yield f"Le collège « {one.label} » n’a pas noté : personne n’a siégé à ce titre."


def _apart(course: Course) -> str:
    tied = sum(one.conflict for one in course.evaluators)
    left = sum(bool(one.withdrawn_at) and not one.conflict for one in course.evaluators)
    said = [
        f"{n} {one if n == 1 else many}"
        for n, one, many in (
            (tied, "personne liée à un groupement", "personnes liées à un groupement"),
            (left, "personne retirée ensuite", "personnes retirées ensuite"),
        )
        if n
    ]
    if not said:
        return "aucun lien n’a été déclaré, personne ne s’est retiré."
    return f"{', '.join(said)} ; leurs notes ne comptent pas (voir le tableau)."


def _interests(one: Evaluator, sight: Sight) -> str:
    """Every declaration, in order: none replaces another."""
    said = []
    for declaration in one.declarations.all():
        link = "un lien, n’a pas évalué" if declaration.conflict else "aucun lien"
        note = f" ({declaration.note})" if declaration.note and sight.whole else ""
        said.append(f"{words.day(declaration.at)} : {link}{note}")
    if one.only_reads and not one.conflict:
        said.append("n’a pas noté : a ouvert les plis ou lu les offres, sans grille")
    if one.withdrawn_at:
        why = f" ({one.withdrawal_reason})" if sight.whole else ""
        said.append(f"{words.day(one.withdrawn_at)} : retrait, notes mises à part{why}")
    return " ; ".join(said)


def _met(file: CaseFile, course: Course, sight: Sight) -> Iterable[str]:
    """The meeting at which the colleges agreed."""
    if file.consensus is None:
        return
    who = ", ".join(person.full_name for person in course.present)
    who = f" Présents : {who}." if who and sight.whole else ""
    yield f"Notes mises en commun le {words.day(file.consensus.at)}.{who}"


def hearings(file: CaseFile, course: Course, sight: Sight) -> list[Block]:
    """As long and on the same points for all; the words of each are its own."""
    title = Heading(1, "Auditions")
    if not file.competition.hearing:
        return [title, Para("La lettre de consultation n’en prévoyait pas : nul n’a été entendu.")]
    if not course.hearings:
        return [title, Para("Aucune audition ne s’est tenue.")]
    blocks: list[Block] = [
        title,
        Para(
            "Chaque groupement dont l’offre est admise a été convoqué, pour "
            f"{file.competition.hearing_minutes} minutes et sur les mêmes points. "
            "Aucune offre n’a été modifiée."
        ),
    ]
    for heard in course.hearings:
        name, day = heard.invitation.name, words.moment(heard.meeting.starts_at)
        present = heard_by(heard)
        named = ", ".join(person.full_name for person in present)
        who = named if sight.whole else str(len(present))
        blocks += [Heading(2, name), Para(f"Audition du {day}. Évaluateurs présents : {who}.")]
        if sight.whole or heard.pk == sight.own:
            blocks += [
                Para(f"Pour le groupement : {heard.present}"),
                Para(f"Points abordés : {heard.topics}"),
                Quote(heard.meeting.minutes, "compte rendu de l’audition"),
            ]
    return blocks
