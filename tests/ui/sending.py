"""A form drawn by the server, then sent, as a browser does."""

import re

from django.test import Client
from django.urls import reverse

from tests.factories.ateliers import SLUG

GIVEN = {"title": "SCoT", "author": "Pays", "kind": "scot", "year": "2023"}
FORM = "application/x-www-form-urlencoded"


def path() -> str:
    return reverse("evidence:add_document", args=[SLUG])


def browser(person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def drawn(client: Client) -> dict[str, str]:
    """What the form just drawn would send."""
    page = client.get(path()).text
    return GIVEN | {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="(\w+)', page)[1]}


def send(client: Client, given: dict[str, str]):
    body = "&".join(f"{name}={value}" for name, value in given.items())
    return client.post(path(), body, content_type=FORM)
