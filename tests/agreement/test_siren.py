"""The State's directory, played by a local server that speaks as it does, or badly."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import override_settings

from atelier_local.programme.agreement import operations, queries, siren
from atelier_local.programme.agreement.enums import SirenState
from atelier_local.programme.agreement.models import ConsortiumMember, SirenCheck
from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Refused

FIRM = {
    "siren": "732829320",
    "nom_complet": "ATELIER DES HAIES (HAIES)",
    "nom_raison_sociale": "ATELIER DES HAIES",
    "sigle": "HAIES",
    "nombre_etablissements": 2,
    "nombre_etablissements_ouverts": 1,
    "activite_principale": "71.11Z",
    "categorie_entreprise": "PME",
    "date_creation": "2009-04-01",
    "date_fermeture": None,
    "etat_administratif": "A",
    "nature_juridique": "5710",
    "statut_diffusion": "O",
    "siege": {
        "siret": "73282932000074",
        "etat_administratif": "A",
        "code_postal": "61130",
        "commune": "61038",
        "est_siege": True,
        "libelle_commune": "BELFORÊT-EN-PERCHE",
    },
}
CLOSED = FIRM | {"siren": "356000000", "etat_administratif": "C", "siege": None}


def answer(*firms):
    page = {"page": 1, "per_page": 5, "total_pages": 1}
    return {"results": list(firms), "total_results": len(firms), **page}


class Directory(ThreadingHTTPServer):
    """Answers what `says` writes, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, list[str]]] = []
        self.agents: list[str] = []
        self.over = threading.Event()
        self.until = time.monotonic() + PATIENCE
        self.says: Callable[[BaseHTTPRequestHandler], None] = said(answer(FIRM))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        split = urlsplit(self.path)
        assert split.path == "/search"
        self.server.asked.append(parse_qs(split.query))
        self.server.agents.append(self.headers["User-Agent"])
        with suppress(OSError):  # the client went away: as it should
            self.server.says(self)

    def log_message(self, *_):
        pass


def sent(body: bytes, kind: str = "application/json", status: int = 200, **headers: str):
    def says(handler):
        handler.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return says


def said(value: object, **more):
    return sent(json.dumps(value).encode(), **more)


PATIENCE = 30
"""Seconds for which the bad ones would go on: far longer than anyone waits."""


def drips(handler):
    sent(b"{")(handler)
    while not handler.server.over.wait(0.05) and time.monotonic() < handler.server.until:
        handler.wfile.write(b" ")


def never(handler):
    handler.server.over.wait(PATIENCE)


@pytest.fixture
def hurried(monkeypatch):
    """Who asks does not wait long."""
    monkeypatch.setattr(siren, "SECONDS", 0.4)


@pytest.fixture
def directory():
    server = Directory()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    with override_settings(SIREN_API=server.url + "/"):
        yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_firm_by_its_number(directory):
    found = siren.look_up("732829320")
    assert found == siren.Firm("732829320", "ATELIER DES HAIES (HAIES)", True, "73282932000074")
    [asked] = directory.asked
    assert asked == {
        "q": ["732829320"],
        "page": ["1"],
        "per_page": ["5"],
        "minimal": ["true"],
        "include": ["siege"],
    }
    assert directory.agents[0].startswith("Atelier Local")


def test_firms_by_their_name(directory):
    directory.says = said(answer(FIRM, CLOSED))
    assert [firm.active for firm in siren.search("haies & co")] == [True, False]
    assert directory.asked[0]["q"] == ["haies & co"]


def test_a_number_that_is_another_firm_s_is_unknown(directory):
    assert siren.look_up("356000000") is None
    directory.says = said(answer())
    assert siren.look_up("732829320") is None


@pytest.mark.parametrize(
    "says",
    [
        never,
        drips,
        sent(b"<!doctype html><title>Maintenance</title>", "text/html"),
        sent(b"<!doctype html>"),
        sent(b""),
        sent(b"[" * 100_000),
        sent(json.dumps(answer(FIRM)).encode() + b" " * 300_000),
        sent(b"\xff\xfe\x00"),
        said({"erreur": "Veuillez indiquer au moins un paramètre."}, status=400),
        said({"erreur": "Trop de requêtes"}, status=429),
        said({}, status=500),
        said(answer(FIRM), status=302, Location="http://127.0.0.1:1/ailleurs"),
        said({"total_results": 0}),
        said([]),
        said("results"),
        said({"results": None}),
        said({"results": [3]}),
        said(answer(FIRM | {"siren": 732829320})),
        said(answer(FIRM | {"siren": "../etc"})),
        said(answer(FIRM | {"etat_administratif": "X"})),
        said(answer(FIRM | {"siege": "ici"})),
        lambda handler: handler.wfile.write(b"not HTTP at all\r\n\r\n"),
        lambda handler: handler.connection.close(),
    ],
)
@pytest.mark.usefixtures("hurried")
def test_a_bad_answer_is_none_at_all_and_soon(directory, says):
    directory.says = says
    begun = time.monotonic()
    with pytest.raises(siren.NoAnswer):
        siren.look_up("732829320")
    assert time.monotonic() - begun < PATIENCE / 2


def test_a_closed_door_is_no_answer():
    with override_settings(SIREN_API="http://127.0.0.1:9"), pytest.raises(siren.NoAnswer):
        siren.search("haies")


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "ftp://ailleurs.example"])
def test_it_is_off_unless_an_address_says_otherwise(address):
    with override_settings(SIREN_API=address):
        assert not siren.is_on()
        with pytest.raises(siren.NoAnswer):
            siren.search("haies")


# --- What is kept ---------------------------------------------------------------------------------


@pytest.fixture
def member(founding) -> ConsortiumMember:
    return ConsortiumMember.objects.select_related("organisation").get(raw_label="AZCA")


def test_what_the_directory_says_is_kept(directory, member, at):
    firm = member.organisation
    check = operations.check_siren(firm, "732829320", by=None, at=at)
    assert check.state == SirenState.ACTIVE
    assert check.legal_name == "ATELIER DES HAIES (HAIES)"
    assert Organisation.objects.get(pk=firm.pk).siren == "732829320"
    directory.says = said(answer())
    assert operations.check_siren(firm, "732829320", by=None, at=at).state == SirenState.UNKNOWN
    directory.says = said(answer(FIRM | {"etat_administratif": "C"}))
    assert operations.check_siren(firm, "732829320", by=None, at=at).state == SirenState.CLOSED
    assert SirenCheck.objects.count() == 1
    [row] = [row for row in queries.firms() if row.organisation == firm]
    assert row.check.state == SirenState.CLOSED


@pytest.mark.usefixtures("hurried")
def test_no_answer_changes_nothing(directory, member, at):
    directory.says = never
    with pytest.raises(siren.NoAnswer):
        operations.check_siren(member.organisation, "732829320", by=None, at=at)
    assert not SirenCheck.objects.exists()


def test_what_is_never_asked(directory, member, at):
    firm = member.organisation
    for number in ("", "732829321", "73282932", "abcdefghi"):
        with pytest.raises(Refused):
            operations.check_siren(firm, number, by=None, at=at)
    firm.fictitious = True
    with pytest.raises(Refused, match="fictive"):
        operations.check_siren(firm, "732829320", by=None, at=at)
    with override_settings(SIREN_API=""), pytest.raises(Refused, match="éteint"):
        operations.check_siren(firm, "732829320", by=None, at=at)
    assert directory.asked == []


def test_the_command_checks_those_whose_number_is_known(directory, member, capsys):
    ConsortiumMember.objects.filter(pk=member.pk).update(siret="73282932000074")
    call_command("check_sirens", pause=0)
    said_ = capsys.readouterr().out
    assert "AZCA : en activité" in said_
    assert "41 sans SIREN" in said_
    assert len(directory.asked) == 1
    directory.says = said({}, status=503)
    call_command("check_sirens", pause=0)
    assert "AZCA : pas de réponse, à refaire" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_says_that_it_is_off(capsys):
    call_command("check_sirens")
    assert "éteint" in capsys.readouterr().out
