"""The door of an Atelier."""

from collections.abc import Callable
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
    held = {Role(role) for role in granted.values_list("role", flat=True)}
    if person.national and person.national is not Role.DEVOLVED_SERVICE:
        held.add(person.national)
    return frozenset(held)


def atelier_for(person: Person, slug: str, capability: Capability) -> Visit:
    """Load and authorise: a stranger gets 404, a member without the right 403."""
    atelier = Atelier.objects.with_place().filter(slug=slug).first()
    roles = roles_in(atelier, person) if atelier else frozenset()
    if atelier is None or not roles:
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
