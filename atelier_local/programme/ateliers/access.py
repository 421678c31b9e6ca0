"""The door of an Atelier."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from atelier_local.programme.people.access import (
    Capability,
    View,
    allowed,
    guarded,
    me,
    signed_in,
)
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person

from .models import Atelier, RoleGrant


@dataclass(frozen=True)
class Visit:
    """Someone inside an Atelier: who they are here, and what follows from it."""

    atelier: Atelier
    person: Person
    roles: frozenset[Role]

    def can(self, capability: Capability) -> bool:
        return allowed(self.roles, capability)

    @property
    def is_team(self) -> bool:
        return Role.TEAM in self.roles


def roles_in(atelier: Atelier, person: Person) -> frozenset[Role]:
    """Every role of the person in the Atelier, the national one included (one query)."""
    granted = RoleGrant.objects.filter(atelier=atelier, person=person, revoked_at=None)
    return _with_national(person, granted.values_list("role", flat=True))


def _with_national(person: Person, granted: Iterable[str]) -> frozenset[Role]:
    held = {Role(role) for role in granted}
    if person.national and person.national is not Role.DEVOLVED_SERVICE:
        held.add(person.national)
    return frozenset(held)


def atelier_for(person: Person, slug: str, capability: Capability) -> Visit:
    """Load and authorise: a stranger gets 404, a member without the right 403.

    One query for a member; one more for a national role, which is granted in no Atelier.
    """
    granted = list(
        RoleGrant.objects.filter(atelier__slug=slug, person=person, revoked_at=None)
        .order_by()  # roles are a set
        .select_related("atelier__epci")
    )
    roles = _with_national(person, [grant.role for grant in granted])
    atelier = granted[0].atelier if granted else None
    if atelier is None and roles:
        atelier = Atelier.objects.with_place().filter(slug=slug).order_by().first()
    if atelier is None:
        raise Http404("Aucun Atelier à cette adresse.")
    if not allowed(roles, capability):
        raise PermissionDenied
    return Visit(atelier, person, roles)


def atelier_view(capability: Capability) -> Callable[[View], View]:
    """Open the door before the view, which gets the `Visit` in place of the slug."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def opened(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            visit = atelier_for(me(request), slug, capability)
            request.visit = visit  # type: ignore[attr-defined]
            return view(request, visit, *args, **kwargs)

        return guarded(capability, opened)

    return decorate
