"""The door of one side of a competition.

Rights on a tender hang on a person, a consortium and a competition: a firm may sit in two
competing consortia, so neither the firm nor a role opens anything here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from atelier_local import clock
from atelier_local.programme.agreement.models import Consortium, ConsortiumAgent
from atelier_local.programme.ateliers.access import Visit
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.access import Capability, View, guarded, me, signed_in
from atelier_local.programme.people.models import Person

from . import rules
from .enums import NOBODY_CONSULTED, ChangeGround, ChangeVerdict, EvaluationCollege
from .models import BackupCopy, Evaluator, GroupChange, Invitation, MiniCompetition

SIDE_GRANTS = frozenset({Capability.TENDER})
"""What acting for an invited consortium allows, in that competition and on that side only."""


@dataclass(frozen=True)
class Side:
    """Someone acting for one consortium in one competition."""

    invitation: Invitation
    consortium: Consortium
    person: Person

    @property
    def competition(self) -> MiniCompetition:
        return self.invitation.competition

    @property
    def atelier(self) -> Atelier:
        return self.competition.atelier


def side_for(person: Person, competition: MiniCompetition, capability: Capability) -> Side:
    """The person's side: 404 for whoever has none, 403 for whoever would have two."""
    return _side_in(Invitation.objects.filter(competition=competition), person, capability)


def _side_in(invited: QuerySet[Invitation], person: Person, capability: Capability) -> Side:
    if capability not in SIDE_GRANTS:
        raise PermissionDenied
    acting_for = ConsortiumAgent.objects.filter(person=person).order_by().values("consortium")
    sides = list(
        invited.filter(consortium__in=acting_for)
        .exclude(left(person.organisation_id, invitation=OuterRef("pk")))
        .order_by()
        .select_related("consortium", "competition__letter", "competition__contact__organisation")
        .select_related("competition__atelier__epci", "competition__atelier__framework")
    )
    if not sides:
        raise Http404("Aucune consultation à cette adresse.")
    if len(sides) > 1:
        raise PermissionDenied("Vous représentez deux groupements concurrents.")
    return Side(sides[0], sides[0].consortium, person)


def side_view(capability: Capability, *, told: bool = False) -> Callable[[View], View]:
    """Open the door before the view, which gets the `Side` in place of the Atelier's slug. `told`:
    to the one holder of a contract given up, too, whom nobody consulted but who was written to."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def opened(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            there = Invitation.objects.filter(competition__atelier__slug=slug)
            open_to = there.exclude(competition__state__in=NOBODY_CONSULTED)
            if not told:
                open_to = open_to.exclude(competition__published_at=None)
            side = _side_in(open_to, me(request), capability)
            return view(request, side, *args, **kwargs)

        return guarded(capability, opened)

    return decorate


def left(firm: Any, **group: Any) -> Exists:
    """Whether this firm left that group for its contract (art. R2142-26), and is not back; after a
    restructuring its people follow. `group`: the `invitation`, or how to find it."""
    accepted = GroupChange.objects.filter(verdict=ChangeVerdict.ACCEPTED)
    same, later = OuterRef("invitation"), OuterRef("pk")
    back = accepted.filter(invitation=same, entering=OuterRef("leaving"), pk__gt=later)
    gone = accepted.filter(leaving=firm, **group).exclude(ground=ChangeGround.RESTRUCTURING)
    return Exists(gone.exclude(Exists(back)))


def tying(person: Person, competition: Any) -> Q:
    """Which holders somebody is tied to, those that their firm entered for this competition too."""
    entered = GroupChange.objects.filter(
        invitation__competition=competition,
        entering=person.organisation_id,
        verdict=ChangeVerdict.ACCEPTED,
    )
    own = Q(members__organisation=person.organisation_id) | Q(agents__person=person)
    return own | Q(pk__in=entered.values("invitation__consortium"))


def tied(person: Person, competition: str = "") -> Exists:
    """Whether the person's organisation belongs to a holder of the agreement, or entered a group of
    this competition, or they act for one (CCP, art. L2141-10): as it is today, whatever they
    declared. `competition`: the way to it, « invitation__competition__ »."""
    own = tying(person, OuterRef(OuterRef(f"{competition}pk")))
    of_agreement = Consortium.objects.filter(framework=OuterRef(f"{competition}atelier__framework"))
    return Exists(of_agreement.filter(own))


def competition_of(visit: Visit) -> MiniCompetition:
    """The competition of the Atelier visited, or 404; `tied` says of the visitor if they are,
    `copy_waits` whether a backup copy that came in time is still closed."""
    closed = BackupCopy.objects.filter(invitation__competition=OuterRef("pk"), confirmed_at=None)
    waits = Exists(closed.filter(received_at__lt=OuterRef("deadline")))
    competition = (
        MiniCompetition.objects.select_related("stream", "consensus")
        .annotate(tie=tied(visit.person), waits=waits)
        .filter(atelier=visit.atelier)
        .order_by()
        .first()
    )
    if competition is None:
        raise Http404("La consultation n’est pas encore préparée.")
    competition.tied, competition.copy_waits = competition.tie, competition.waits
    competition.atelier = visit.atelier
    return competition


def party_of(visit: Visit) -> EvaluationCollege | None:
    """The party in whose name the visitor opens or marks the tenders."""
    return rules.college_of(visit.roles)


def arrived(request: HttpRequest) -> datetime:
    """When the last byte of the request came in: what a deposit's instant is (`asgi.py`)."""
    stamped: datetime | None = getattr(request, "scope", {}).get("arrived_at")
    return stamped or clock.now()


def evaluator_of(competition: MiniCompetition, person: Person) -> Evaluator | None:
    """The person as an evaluator, once they have declared their interests."""
    return Evaluator.objects.filter(competition=competition, person=person).first()
