"""Every address inside an Atelier, from the urlconf: what comes is walked without being listed."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from atelier_local.steps.competition import operations
from atelier_local.steps.competition.models import Invitation


def capability(one: URLPattern) -> str:
    return getattr(one.callback, "capability", "")


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


ROUTES = dict(patterns(get_resolver()))
IN_AN_ATELIER = {n: one for n, one in ROUTES.items() if "<slug:slug>" in str(one.pattern)}
ANY = {IntConverter: 1, SlugConverter: "docx", StringConverter: "docx", UUIDConverter: UUID(int=1)}


def address(name: str, slug: str, theirs: Invitation, **ids: object) -> str:
    """Of that page, about what belongs to the other side wherever the address says whose."""
    folder = operations.pieces.folder(theirs.competition)
    told = {
        "slug": slug,
        "pk": theirs.pk,
        "invitation": theirs.pk,
        "part": "method",
        "name": next((path.name for path in sorted(folder.glob("*"))), "0" * 32),
    } | ids
    args = {}
    for key, converter in ROUTES[name].pattern.converters.items():
        value = told.get(key, ANY[type(converter)])
        fits = isinstance(value, int) == isinstance(converter, IntConverter)
        args[key] = value if fits else ANY[type(converter)]
    return reverse(name, kwargs=args)


def everything_in(answer) -> str:
    """What came, out of its envelope where it is a document."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            content = b" ".join(packed.read(one) for one in packed.namelist())
    return content.decode("utf-8", "replace") + str(answer.headers)
