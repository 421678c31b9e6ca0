"""The pieces of the file, each as it was said: papers, tables, tenders as opened, registers."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.db.models import Sum

from atelier_local import clock
from atelier_local.ground.files import papers as forms
from atelier_local.ground.files.downloads import AT_ONCE
from atelier_local.ground.files.models import Filed, Stored
from atelier_local.ground.files.tables import csv_text
from atelier_local.ground.journal.models import Stream
from atelier_local.refusal import Refused
from atelier_local.steps.competition import sealing
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import (
    Award,
    CommonMark,
    Declaration,
    LateTender,
    LowTenderQuery,
    Mark,
    MiniCompetition,
    Opening,
    Regularity,
    Tender,
    TenderFile,
)
from atelier_local.steps.competition.operations import read_piece
from atelier_local.steps.competition.papers import hearing_record
from atelier_local.steps.competition.queries import (
    backups,
    group_changes,
    heard_by,
    held_hearings,
)  # fmt: skip
from atelier_local.steps.competition.queries.opened import body_of
from atelier_local.steps.competition.rules.body import FileEntry

from . import decp, queries
from .archive import Piece, Written, whole, write
from .enums import ArchiveClass
from .models import CallOffContract
from .tables import CHANGES, OTHERWISE, SENT, changes, header_of, rows_of, sent, sent_otherwise

K = ArchiveClass
_ENDED = (CompetitionState.UNSUCCESSFUL, CompetitionState.DISCONTINUED)
_OF_PROCEDURE = (
    "report", "minutes", "decision", "opening", "analysis", "award", "low", "hearing",
)  # fmt: skip


@dataclass(frozen=True)
class Dossier:
    """The file of a consultation that is over: of its contract, or of how it ended without one."""

    competition: MiniCompetition
    contract: CallOffContract | None

    @property
    def kept(self) -> list[queries.Kept]:
        """Each class, and until when (two queries)."""
        if self.contract:
            return queries.retention(self.contract, clock.today())
        last = self.competition.stream.lines.order_by("-seq").values_list("at", flat=True)[0]
        return queries.retention_without_contract(clock.day_of(last))

    @property
    def weight(self) -> int:
        """Bytes of the files of tenders, most of what the bundle weighs (two queries)."""
        tenders = Tender.objects.filter(invitation__competition=self.competition)
        bodies = tenders.values_list("body", flat=True)
        sealed = sum(file["size"] for body in bodies for file in body.get("files", ()))
        brought = TenderFile.objects.filter(tender__in=tenders).aggregate(all=Sum("stored__size"))
        return sealed + (brought["all"] or 0)

    def write(self, to: IO[bytes], at: datetime) -> Written:
        """The whole bundle into an open file, a part of it in memory at a time."""
        facts = {
            "atelier": self.competition.atelier.slug,
            "reference": self.contract.reference if self.contract else None,
            "fictitious": self.competition.atelier.fictitious,
            "made_at": at.isoformat(),
        }
        classes = {one.kind.value: one.plain() for one in self.kept}
        return write(to, facts, classes, pieces(self.competition, self.contract))


def dossier(slug: str) -> Dossier | None:
    """The file of the Atelier; None while its contract is not signed and nothing has ended."""
    found = MiniCompetition.objects.select_related("atelier", "stream")
    competition = found.filter(atelier__slug=slug).first()
    return dossier_of(competition) if competition else None


def dossier_of(competition: MiniCompetition) -> Dossier | None:
    """That of a consultation at hand (one query)."""
    related = ("framework", "epci", "stream")
    contract = CallOffContract.objects.select_related(
        *(f"atelier__{name}" for name in related),
        "award__competition__stream",
        "award__invitation__consortium",
        "consortium",
    )
    signed = contract.filter(atelier=competition.atelier_id).first()
    if signed is None and competition.at_state not in _ENDED:
        return None
    return Dossier(competition, signed)


def pieces(competition: MiniCompetition, contract: CallOffContract | None) -> list[Piece]:
    """Everything, in no order; a competition that ended without a contract has one half of it."""
    award = contract.award if contract else None
    return [
        *_consultation(competition),
        *_tenders(competition, award),
        *_procedure(competition, award),
        *_papers(f"competition:{competition.pk}", "consultation/pieces", contract=False),
        *(_of_contract(contract) if contract else ()),
    ]


def _of_contract(contract: CallOffContract) -> Iterator[Piece]:
    yield from _contract(contract)
    yield from _payments(contract)
    yield from _papers(f"contract:{contract.pk}", "marche/pieces", contract=True)


def _table(path: str, kind: K, header: Sequence[str], rows: Any) -> Piece:
    return whole(path, kind, csv_text(header, rows).encode())


def _plain(path: str, kind: K, told: Any) -> Piece:
    return whole(path, kind, _json(told))


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2, default=str).encode()


def _papers(subject: str, folder: str, *, contract: bool) -> Iterator[Piece]:
    """What was issued, in its two forms and as the data of which the digest was journaled."""
    found = Filed.objects.filter(subject=subject).order_by("made_at", "pk")
    for rank, filed in enumerate(found, 1):
        of_procedure = any(word in filed.kind for word in _OF_PROCEDURE)
        kind = K.CONTRACT if contract else K.PROCEDURE if of_procedure else K.CONSULTATION
        name = f"{folder}/{rank:02d}-{filed.kind}"
        yield from _in_two_forms(name, kind, filed.paper, filed.made_at)
        yield _plain(f"{name}.json", kind, {"digest": filed.digest, "paper": filed.paper})


def _in_two_forms(name: str, kind: K, paper: Any, at: datetime | None) -> Iterator[Piece]:
    for form, made in (("pdf", forms.pdf), ("docx", forms.docx)):
        yield Piece(f"{name}.{form}", kind, partial(_printed, paper, made, at))


def _printed(paper: Any, made: Callable[..., bytes], at: datetime | None) -> Iterator[bytes]:
    yield made(forms.from_json(paper), at)


def _consultation(competition: MiniCompetition) -> Iterator[Piece]:
    kind, folder = K.CONSULTATION, "consultation"
    published = competition.criteria.filter(competition__published_at__isnull=False)
    criteria = published.values_list("label", "weight", "is_environmental")
    yield _table(f"{folder}/criteres.csv", kind, ("Critère", "Poids", "Environnement"), criteria)
    invited = competition.invitations.values_list(
        "consortium__name", "sent_at", "declined_at", "decline_reason"
    )
    header = ["Groupement", "Consulté le", "Décliné le", "Motif"]
    yield _table(f"{folder}/titulaires-consultes.csv", kind, header, invited)
    asked = competition.questions.values_list("broadcast", "answer", "answered_at")
    header = ["Question, telle que diffusée", "Réponse", "Répondue le"]
    yield _table(f"{folder}/questions.csv", kind, header, asked)
    amended = competition.amendments.order_by("number").values_list(
        "number", "at", "text", "deadline_before", "deadline_after", "late_reason", "filed__digest"
    )
    header = ["N°", "Envoyé le", "Texte", "Date limite avant", "Après", "Motif", "Empreinte"]
    yield _table(f"{folder}/additifs.csv", kind, header, amended)
    yield _table(f"{folder}/envois.csv", kind, SENT, sent(competition))
    if otherwise := sent_otherwise(competition):
        yield _table(f"{folder}/envois-hors-plateforme.csv", kind, OTHERWISE, otherwise)


def _tenders(competition: MiniCompetition, award: Award | None) -> Iterator[Piece]:
    opened = Tender.objects.filter(invitation__competition=competition)
    for tender in opened.select_related("invitation__consortium"):
        kept = award is not None and tender.invitation_id == award.invitation_id
        kind = K.RETAINED if kept else K.REJECTED
        consortium = tender.invitation.consortium
        folder = f"offres/{'retenue' if kept else 'non-retenues'}/{consortium.slug}"
        told = {
            "consortium": consortium.name,
            "deposited_at": tender.deposited_at,
            "digest": tender.digest,
            "commitment": tender.commitment,
            "price_eur": tender.price_eur,
            "fault": tender.fault,
            "body": tender.body,
        }
        yield _plain(f"{folder}/offre.json", kind, told)
        yield from _files(competition, tender, folder, kind)
    late = LateTender.objects.filter(invitation__competition=competition)
    for rank, pk in enumerate(late.values_list("pk", flat=True), 1):
        yield Piece(f"offres/hors-delai/{rank:02d}.json", K.REJECTED, partial(_late, pk))


def _late(pk: int) -> Iterator[bytes]:
    one = LateTender.objects.get(pk=pk)
    told = {"arrived_at": one.arrived_at, "digest": one.digest, "keys": one.keys}
    yield _json(told | {"core": base64.b64encode(bytes(one.core)).decode()})


def _files(competition: MiniCompetition, tender: Tender, folder: str, kind: K) -> Iterator[Piece]:
    """The files of a tender, opened with the keys that its body holds. Names are ours."""
    for rank, file in enumerate(body_of(tender).files, 1):
        parts = partial(_opened, competition, file)
        yield Piece(f"{folder}/fichiers/{rank:02d}", kind, parts, file.sha256)
    for rank, one in enumerate(tender.files.select_related("stored"), 1):
        path = f"{folder}/fichiers-de-place/{rank:02d}"
        yield Piece(path, kind, partial(_brought, one.stored), one.stored.sha256)


def _opened(competition: MiniCompetition, file: FileEntry) -> Iterator[bytes]:
    """Its clear bytes, sealed piece after sealed piece; it stops where one does not open, and the
    manifest says that the whole is not there.
    """
    try:
        key = sealing.identity_of(file.key)
        for name in file.pieces:
            yield sealing.open_piece(read_piece(competition, name), key)
    except (Refused, sealing.Unreadable, sealing.WrongKey):
        return


def _brought(stored: Stored) -> Iterator[bytes]:
    """The bytes of a file brought here from PLACE."""
    if stored.path.is_file():
        with stored.path.open("rb") as file:
            while part := file.read(AT_ONCE):
                yield part


def _judged(competition: MiniCompetition, folder: str) -> Iterator[Piece]:
    """What persons decided of tenders before ranking them: regular or not, too low or not."""
    holder, kind = "invitation__consortium__name", K.PROCEDURE
    regular = Regularity.objects.filter(invitation__competition=competition).order_by("pk")
    header = ["Groupement", "Appréciation", "Motif", "Le"]
    rows = regular.values_list(holder, "verdict", "reason", "at")
    yield _table(f"{folder}/regularite.csv", kind, header, rows)
    low = LowTenderQuery.objects.filter(invitation__competition=competition).order_by("pk")
    header = ["Groupement", "Demande", "Demandée le", "Justification", "Décision", "Motif", "Le"]
    cells = "question", "asked_at", "answer", "verdict", "verdict_reason", "decided_at"
    yield _table(f"{folder}/prix-bas.csv", kind, header, low.values_list(holder, *cells))


def _procedure(competition: MiniCompetition, award: Award | None) -> Iterator[Piece]:
    kind, folder = K.PROCEDURE, "analyse"
    opening = Opening.objects.filter(competition=competition).select_related("meeting").first()
    if opening:
        yield whole(f"{folder}/proces-verbal.txt", kind, opening.meeting.minutes.encode())
    header = ["Groupement", "Support", "Reçue le", "Consignée le", "Consignée par", "Ouverte le"]
    header += ["Cas", "Ce qui l’établit", "Prix lu", "Ouverte par", "Confirmée par"]
    yield _table(f"{folder}/copies-de-sauvegarde.csv", kind, header, _copies(competition))
    for copy in backups(competition):
        if copy.replaced:
            name = f"{folder}/pli-remplace-{copy.invitation.consortium.slug}.json"
            yield _plain(name, kind, copy.replaced)
    said = Declaration.objects.filter(evaluator__competition=competition).values_list(
        "evaluator__person__first_name", "evaluator__person__last_name", "evaluator__college",
        "at", "conflict", "note", "evaluator__withdrawn_at", "evaluator__withdrawal_reason",
    )  # fmt: skip
    header = ["Prénom", "Nom", "Collège", "Déclaré le", "Lien", "Précision", "Retiré le", "Motif"]
    yield _table(f"{folder}/declarations.csv", kind, header, said)
    marks = Mark.objects.filter(evaluator__competition=competition).order_by("pk")
    cells = ("invitation__consortium__name", "criterion__label", "value", "reason")
    header = ["Collège", "Groupement", "Critère", "Note", "Motif"]
    yield _table(
        f"{folder}/notes.csv", kind, header, marks.values_list("evaluator__college", *cells)
    )
    common = CommonMark.objects.filter(invitation__competition=competition).order_by("pk")
    agreed = common.values_list(*cells, "agreed", "dissent")
    header = [*header[1:], "Accord", "Désaccord"]
    yield _table(f"{folder}/notes-communes.csv", kind, header, agreed)
    yield from _judged(competition, folder)
    for hearing in held_hearings(competition):
        paper = forms.to_json(hearing_record(competition, hearing, heard_by(hearing)))
        name = f"{folder}/auditions/{hearing.invitation.consortium.slug}"
        yield from _in_two_forms(name, kind, paper, hearing.meeting.held_at)
    told: dict[str, Any] = {"ending_reason": competition.ending_reason}
    if award:
        told = {"consortium": award.invitation.consortium.name, "total": award.total}
        told |= {"decided_at": award.decided_at, "reason": award.reason, "sole": award.sole}
    asked = list(group_changes(competition))
    yield _table(f"{folder}/changements-de-groupements.csv", kind, CHANGES, changes(asked))
    for one in asked:
        path = f"{folder}/changements-de-groupements/{one.pk}"
        yield Piece(path, kind, partial(_brought, one.proof), one.proof.sha256)
    yield _plain(f"{folder}/{'attribution' if award else 'fin'}.json", kind, told)
    yield _register(f"{folder}/registre.jsonl", kind, competition.stream)


def _copies(competition: MiniCompetition) -> Iterator[tuple[Any, ...]]:
    """The backup copies that came, and why one was opened."""
    for one in backups(competition):
        came = one.invitation.name, one.get_medium_display(), one.received_at, one.recorded_at
        why = (one.get_ground_display(), one.reason, one.price_eur) if one.opened else ("", "", "")
        who = (one.written_by, one.confirmed_by) if one.opened else (None, None)
        names = (person.full_name if person else "" for person in who)
        yield *came, one.recorded_by.full_name, one.confirmed_at or "", *why, *names


def _contract(contract: CallOffContract) -> Iterator[Piece]:
    kind, folder = K.CONTRACT, "marche"
    effect = queries.in_effect(contract)
    told = {
        "reference": contract.reference,
        "consortium": contract.consortium.name,
        "amount_eur": contract.amount_eur,
        "amount_in_effect_eur": effect.amount,
        "signed_on": contract.signed_on,
        "notified_at": contract.notified_at,
        "duration_months": effect.months,
        "ends_on": effect.ends_on,
        "decp_id": contract.decp_id,
    }
    yield _plain(f"{folder}/marche.json", kind, told)
    team = contract.team.values_list(
        "person__first_name", "person__last_name", "speciality", "days", "from_on", "to_on"
    )
    header = ["Prénom", "Nom", "Spécialité", "Jours", "Depuis", "Jusqu’au"]
    yield _table(f"{folder}/equipe.csv", kind, header, team)
    subs = contract.subcontractings.values_list(
        "number", "organisation__name", "siret", "amount_eur", "state", "decided_on", "reason"
    )
    header = ["N°", "Sous-traitant", "SIRET", "Montant HT", "État", "Décidée le", "Motif"]
    yield _table(f"{folder}/sous-traitance.csv", kind, header, subs)
    changes = contract.modifications.values_list(
        "number", "act_number", "subject", "ground", "amount_eur", "duration_months", "notified_on"
    )
    header = ["Projet", "N°", "Objet", "Fondement", "Écart HT", "Durée", "Notifiée le"]
    yield _table(f"{folder}/modifications.csv", kind, header, changes)
    facts = queries.facts(contract, contract.signed_on)
    published = not contract.publications.filter(published_on=None).exists()
    if published and not decp.missing(facts):
        essential = decp.written(decp.document([decp.mapped(facts)]))
        yield whole(f"{folder}/donnees-essentielles.json", kind, essential)
    yield _register(f"{folder}/registre.jsonl", kind, contract.atelier.stream, "contract.")


def _payments(contract: CallOffContract) -> Iterator[Piece]:
    now = queries.standing_to_end(contract, decisions=True)
    seen = now.seen
    yield _table("paiements/paiements.csv", K.PAYMENTS, header_of(now), rows_of(now))
    yield from _written(contract)
    decided = [
        (i.label, one.get_verdict_display(), one.reduction_eur, one.reason, one.at)
        for i, _ in seen.rows
        for one in i.decisions.all()
    ]
    header = ["Service", "Décision", "Réfaction HT", "Motif", "Le"]
    yield _table("paiements/decisions.csv", K.PAYMENTS, header, decided)


def _written(contract: CallOffContract) -> Iterator[Piece]:
    """Letters to the holder: penalties, formal notices, the early end."""
    for filed in queries.letters(contract).order_by("made_at", "pk"):
        name = f"paiements/lettres/{filed.kind}-{filed.digest[:12]}"
        yield from _in_two_forms(name, K.CONTRACT, filed.paper, filed.made_at)


def _register(path: str, kind: K, stream: Stream, starts: str = "") -> Piece:
    """The lines of a register, a JSON object each, with the digests that chain them."""
    lines = stream.lines.filter(kind__startswith=starts).order_by("seq")
    told = [
        {
            "seq": line.seq,
            "kind": line.kind,
            "by": line.by,
            "at": line.at.isoformat(),
            "payload": line.payload,
            "digest": bytes(line.digest).hex(),
            "previous": bytes(line.previous).hex(),
            "hash": bytes(line.hash).hex(),
        }
        for line in lines
    ]
    text = "\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in told)
    return whole(path, kind, f"{text}\n".encode())
