"""Every page has a door: it names its capability, or it is on this short list."""

import uuid
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from atelier_local.programme.thread.enums import Kind

PUBLIC = {
    "ui:components",
    "territories:search",
    "territories:suggestions",
    "territories:epci",
    "people:sign_in",
    "people:sign_out",
    "people:lost_password",
    "agreement:framework",
    "agreement:consortium",
    "competition:check_receipt",
    "competition:seal",
    "wall:join",
    "wall:enter",
    "wall:room",
    "wall:bring_photo",
    "wall:renew",
    "wall:table",
    "wall:renew_table",
    "public:programme",
    "public:ateliers",
    "public:atelier",
    "public:document",
    "public:thread",
    "public:atelier_receipt",
    "public:receipt",
    "public:memory",
    "public:accessibility",
    "public:privacy",
    "public:licence",
    "upkeep:laptop",
    "upkeep:enter",
    "story:demo",
    "story:enter",
    "story:move_clock",
}


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Callable]]:
    """(name with its namespace, view) of every route, however deep."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback
        else:
            yield from walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


@cache
def routes() -> list[tuple[str, Callable]]:
    return list(walk(get_resolver()))


def capability(view: Callable) -> str:
    return getattr(view, "capability", "")


def public(view: Callable) -> bool:
    return getattr(view, "public", False)


def test_every_route_names_a_capability_or_is_on_the_list():
    assert {name for name, view in routes() if not capability(view)} == PUBLIC


def test_public_routes_and_no_other_are_declared_public():
    assert {name for name, view in routes() if public(view)} == PUBLIC


def test_route_names_are_unique():
    names = [name for name, _ in routes()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_node_has_its_page(kind):
    assert reverse(kind.route, kwargs={"slug": "un-atelier", "pk": uuid.uuid4()})
