"""The letter of consultation: fifteen items, written from the draft and from nothing else.

What is sent is kept as a paper with its digest (`files.Filed`); until then it is written anew
each time it is looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format

from atelier_local.clock import PARIS, day_of
from atelier_local.ground.files import papers
from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Table,
    answer,
    to_json,
)
from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement import law
from atelier_local.programme.governance.layout import territory_facts
from atelier_local.refusal import Reasons

from . import queries, receipts
from .enums import Mode, Phase, TieRule
from .models import MiniCompetition
from .queries import Draft
from .rules import with_points
from .rules.expecting import cited
from .rules.letter import CALENDAR, CONFIDENTIAL, GIVES, NEGOTIATION, TEAM, TITLES


@dataclass(frozen=True)
class Item:
    """One of the fifteen, with what it still lacks."""

    number: int
    title: str
    blocks: tuple[Block, ...]
    missing: Reasons

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Its blocks as plain data, which the page and the paper print alike."""
        plain: list[dict[str, Any]] = to_json(Paper("", "", blocks=self.blocks))["blocks"]
        return plain


def items(draft: Draft, at: datetime) -> list[Item]:
    """The letter as it stands, item by item."""
    lacking = queries.gaps(draft, at)
    written = _blocks(draft, day_of(at))
    return [Item(number, TITLES[number], written[number], lacking[number]) for number in TITLES]


def paper(draft: Draft, at: datetime) -> Paper:
    """The letter as it leaves."""
    c, framework = draft.competition, draft.competition.atelier.framework
    blocks: list[Block] = [
        Para(
            f"Vous êtes titulaire {c.held} cité ci-dessous. Comme tous ses titulaires, "
            "vous êtes consulté par écrit, le même jour, pour le marché décrit dans cette lettre."
        )
    ]
    for number, written in _blocks(draft, day_of(at)).items():
        blocks += [Heading(1, f"{number}. {TITLES[number]}"), *written]
    return Paper(
        title=f"Lettre de consultation, {c.atelier.name}",
        kind="consultation_letter",
        blocks=tuple(blocks),
        fictitious=c.atelier.fictitious,
        sender=(str(draft.pilot.organisation), f"pour {framework.buyer}"),
        recipient=("Aux groupements titulaires de", f"« {c.under} »"),
        dated=f"Le {_day(day_of(at))}",
    )


def _blocks(draft: Draft, day: date) -> dict[int, tuple[Block, ...]]:
    """What each item says; an item that lacks something says the rest."""
    c = draft.competition
    return {
        1: _who(draft),
        2: _what(draft),
        3: _documents(c),
        4: _deposit(draft),
        5: _questions(c),
        6: _criteria(draft),
        7: _prices(c),
        8: _plan(draft),
        9: (
            Para(
                "Les offres sont analysées séparément puis en commun par ces collèges. Chaque "
                "personne déclare ses intérêts avant toute lecture."
            ),
            Bullets(tuple(str(college.label) for college in draft.colleges)),
        ),
        10: (Para(f"{_hearing(c)} {NEGOTIATION[c.atelier.framework.negotiation]}"),),
        11: (Para(f"Les offres engagent {c.validity_days} jours à compter de la date limite."),),
        12: _calendar(c, day),
        13: (*_adaptation(c), Para(c.clauses.get(str(TEAM), ""))),
        14: (Para(c.clauses.get(str(CONFIDENTIAL), "")),),
        15: (Para(c.court),),
    }


def _plan(draft: Draft) -> tuple[Block, ...]:
    """The eight parts of a tender, each with the items of the specification that it answers."""
    items = draft.asked.items
    rows = tuple(
        (p.label, cited(items, p) or "au-delà du cahier", said) for p, said in GIVES.items()
    )
    head = ("Partie", "Elle répond à", "Elle donne")
    return (Table("Les huit parties de l’offre", head, rows, (2, 3, 3)),)


def _who(draft: Draft) -> tuple[Block, ...]:
    c, framework = draft.competition, draft.competition.atelier.framework
    contact = c.contact
    said = (
        f"{contact.full_name}, {contact.organisation}, {contact.email}" if contact else "à désigner"
    )
    lines = (
        f"Acheteur : {framework.buyer}.",
        f"Service pilote : {draft.pilot.organisation}.",
        f"Accord-cadre : {c.under}.",
        f"Contact : {said}.",
    )
    return (Bullets(lines),)


def _what(draft: Draft) -> tuple[Block, ...]:
    c = draft.competition
    atelier = c.atelier
    blocks: list[Block] = [
        Para(c.object_text),
        Para(f"Question posée : {atelier.question}"),
        Para(f"Périmètre : {atelier.epci} ({territory_facts(atelier)})."),
        Para(_specification(draft)),
    ]
    needs = [item for item in draft.asked.items if item.need]
    if needs:
        lines = tuple(f"{item.text} (§ {item.number})" for item in needs)
        blocks += [Para("Spécialités attendues :"), Bullets(lines)]
    else:
        blocks.append(Para("Le cahier des charges n’impose pas de spécialité."))
    return tuple(blocks)


def _specification(draft: Draft) -> str:
    made = draft.asked.specification
    if made is None:
        return "Le cahier des charges reste à établir."
    return (
        f"Le cahier des charges reprend la note d’opportunité retenue, mot pour mot : "
        f"{len(draft.asked.items)} articles, établis le {_day(day_of(made.made_at))}, empreinte "
        f"{made.digest}. Il se lit sur la page de cette lettre."
    )


def _documents(c: MiniCompetition) -> tuple[Block, ...]:
    listed = (
        "la présente lettre et ses additifs éventuels",
        "le cahier des charges",
        "le cadre de prix (point 7) et le plan de l’offre (point 8)",
        "les questions des groupements et leurs réponses",
    )
    return (Bullets(listed), Para(f"Elles se lisent à cette adresse : {link(c)}"))


def _deposit(draft: Draft) -> tuple[Block, ...]:
    c = draft.competition
    where = (
        f"Les offres se déposent sur PLACE, le profil d’acheteur de l’État, référence "
        f"{c.place_reference or 'à indiquer'}, et nulle part ailleurs. Cette plateforme prépare la "
        "consultation et sert ensuite à l’analyse ; rien ne s’y dépose."
        if Mode(c.mode) is Mode.PLACE
        else f"Les offres se déposent, scellées, à cette adresse : {_address(c, 'my_tender')}. Un "
        "dépôt peut être remplacé jusqu’à la date limite ; le dernier compte, en entier."
    )
    return (
        Para(
            f"Date limite : {moment(c.deadline)}, heure de Paris. Une offre reçue à cette seconde "
            "ou après est en retard : elle reste fermée."
        ),
        Para(where),
        Para(_backup(draft)),
        *(() if Mode(c.mode) is Mode.PLACE else (_receipts(c),)),
    )


def _backup(draft: Draft) -> str:
    """A copy that comes apart: to whom, and what its envelope bears."""
    contact = draft.competition.contact
    attention = f", à l’attention de {contact.full_name}" if contact else ""
    return (
        "Une copie de sauvegarde peut aussi être adressée au service pilote, "
        f"{draft.pilot.organisation}{attention} : elle lui parvient avant la date limite, dans une "
        "enveloppe fermée qui porte la mention « copie de sauvegarde », le nom de la consultation "
        "et celui du groupement. Elle n’est ouverte que dans les cas que prévoit le code de la "
        "commande publique."
    )


def _receipts(c: MiniCompetition) -> Para:
    """The public key, frozen at publication, against which every receipt is checked."""
    key = c.receipt_key or receipts.public_key()
    return Para(
        f"Chaque dépôt donne un reçu signé. Clé publique des reçus (Ed25519), n° "
        f"{receipts.key_number(key)} : {key}"
    )


def _questions(c: MiniCompetition) -> tuple[Block, ...]:
    until = f"{moment(c.questions_until)}, heure de Paris" if c.questions_until else "à fixer"
    return (
        Para(
            f"Les questions sont reçues jusqu’à cette date : {until}. Chaque "
            "réponse va à tous les groupements au même moment, sans dire qui demande."
        ),
    )


def _criteria(draft: Draft) -> tuple[Block, ...]:
    c = draft.competition
    rows = tuple(
        (
            one.label + (" (caractéristiques environnementales)" if one.is_environmental else ""),
            f"{draft.weights.get(one.key, 0)} %",
        )
        for one in draft.criteria
    )
    return (
        Table(
            "Critères et poids",
            ("Critère de l’accord-cadre", "Poids"),
            rows,
            (4, 1),
            frozenset({1}),
        ),
        *_subcriteria(draft),
        Para(
            f"Note du prix, sur 10 : {c.get_formula_display()}. Le prix le plus bas est celui des "
            "offres admises. Les autres critères sont notés de 0 à 10, par demi-points."
        ),
        Para(
            "Les calculs se font en fractions exactes ; seul le total sur 100 est arrondi, une "
            "fois, au centième, le demi au centième supérieur."
        ),
        Para(f"À total égal : {TieRule(c.tie_rule).label}."),
    )


def _subcriteria(draft: Draft) -> tuple[Block, ...]:
    """What the agreement says is appreciated, and no other; with its points where it has some."""
    marked = [one for one in draft.criteria if not one.is_price]
    if not any(one.subcriteria for one in marked):
        return (
            Para(
                "L’accord-cadre ne prévoit pas de sous-critère : chaque critère est noté en entier."
            ),
        )
    told = {one: with_points(one.subcriteria, draft.points[one.key]) for one in marked}
    lines = (
        f"{one.label} : {' ; '.join(words) or 'noté en entier, sans sous-critère'}"
        for one, words in told.items()
    )
    pointed = any(draft.points[one.key] for one in marked)
    counts = (
        "Les points disent ce que chacun pèse dans son critère, dont ils font le poids ; ceux qui "
        "n’en ont pas comptent à égalité."
        if pointed
        else "Ils n’ont pas de poids propre."
    )
    return (
        Para(
            f"Sous-critères de l’accord-cadre : ils disent ce qui est apprécié. {counts} Une seule "
            "note est donnée, et son motif, au critère entier."
        ),
        Bullets(tuple(lines)),
    )


def _prices(c: MiniCompetition) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Para(
            "Prix forfaitaire en euros, remis et comparé hors taxes, détaillé par phase et par "
            "membre du groupement, frais compris, selon ce cadre. Un membre qui ne facture pas la "
            "TVA écrit le prix qu’il facturera."
        ),
        Table(
            "Cadre de prix",
            ("Phase", "Prix par membre", "Frais", "Total"),
            tuple((str(phase.label), "", "", "") for phase in Phase) + (("Total", "", "", ""),),
            (3, 2, 1, 1),
            total=True,
        ),
    ]
    if c.envelope_disclosed and c.estimate_eur is not None:
        blocks.append(Para(f"Estimation de l’acheteur : {euros(c.estimate_eur)} (hors taxes)."))
    return tuple(blocks)


def _hearing(c: MiniCompetition) -> str:
    if not c.hearing:
        return "Il n’est pas prévu d’audition."
    return (
        f"Chaque groupement dont l’offre est admise est entendu {c.hearing_minutes} minutes, dans "
        "les mêmes conditions."
    )


def _adaptation(c: MiniCompetition) -> tuple[Block, ...]:
    """The agreement's own clause first: without one, no member comes in or goes."""
    clause = c.atelier.framework.adaptation_clause.strip()
    if not clause:
        return (Para("L’accord-cadre ne comporte pas de clause d’adaptation des équipes."),)
    return (Para(f"L’accord-cadre prévoit l’adaptation des équipes : « {clause} »"),)


def _calendar(c: MiniCompetition, day: date) -> tuple[Block, ...]:
    days = law.known("standstill_days", day).value
    waits = (
        f"La signature n’intervient que {days} jours après l’envoi des lettres à tous les "
        "titulaires."
        if c.standstill
        else "Aucun délai n’est prévu entre l’envoi des lettres et la signature."
    )
    grids = f"Grilles d’analyse attendues le {_day(c.grids_due)}. " if c.grids_due else ""
    return (Para(grids + c.clauses.get(str(CALENDAR), "")), Para(waits))


def moment(at: datetime) -> str:
    """« vendredi 3 juillet 2026, 12 h 00 min 00 s », in the time of Paris."""
    return date_format(at.astimezone(PARIS), r"l j F Y, H \h i \m\i\n s \s")


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def link(c: MiniCompetition) -> str:
    return _address(c, "letter")


def result(c: MiniCompetition) -> str:
    """Where a holder reads what it was told of its own tender, and how it all ended."""
    return _address(c, "my_result")


def _address(c: MiniCompetition, page: str) -> str:
    return settings.SITE_URL + reverse(f"competition:{page}", args=[c.atelier.slug])


def shown(c: MiniCompetition, at: datetime) -> dict[str, Any]:
    """The letter as plain data: as it left, or as it would leave."""
    if c.letter:
        sent: dict[str, Any] = c.letter.paper
        return sent
    return to_json(paper(queries.draft(c), at))


def download(c: MiniCompetition, form: str, at: datetime) -> HttpResponse:
    """The letter to keep, in PDF or DOCX; a draft says nothing of its day."""
    if c.letter:
        return answer(c.letter, form)
    return papers.download(paper(queries.draft(c), at), form)
