"""Contours from a file or from the State's API: all of them, or none and why."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from atelier_local.ground.journal.operations import programme_stream
from atelier_local.ground.journal.queries import lines_after
from atelier_local.programme.territories.models import Contour
from tests.factories import territories

pytestmark = pytest.mark.django_db


def collection(*features):
    made = [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in features]
    return {"type": "FeatureCollection", "features": made}


@pytest.fixture
def epci():
    epci = territories.epci()
    territories.commune(epci=epci)
    territories.commune("61079", "Ceton", epci=epci, population=1734)
    return epci


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "contours.geojson"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


@pytest.mark.usefixtures("epci")
def test_import_and_again(written, square):
    file = written(collection(("61038", square()), ("61079", square(0.6))))
    for _ in range(2):
        said = StringIO()
        call_command("import_contours", file, source="Essai", stdout=said)
        assert said.getvalue() == "2 contours importés.\n"
    assert Contour.objects.count() == 2
    contour = Contour.objects.get(pk="61038")
    assert contour.source == "Essai"
    assert (contour.west, contour.south, contour.east, contour.north) == (0.5, 48.3, 0.51, 48.31)
    last = list(lines_after(programme_stream(), 0, 100))[-1]
    assert last.kind == "territories.contours_imported"


@pytest.mark.usefixtures("epci")
@pytest.mark.parametrize(
    ("second", "said"),
    [
        (("99999", "square"), "codes de commune inconnus : 99999"),
        (("61038", "square"), "plusieurs contours pour une même commune : 61038"),
        (("61079", None), r"l’élément n° 2 \(61079\) n’a pas de géométrie"),
    ],
)
def test_one_fault_and_nothing_is_imported(written, square, second, said):
    code, shape = second
    file = written(collection(("61038", square()), (code, shape and square())))
    with pytest.raises(CommandError, match=said):
        call_command("import_contours", file)
    assert not Contour.objects.exists()


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000])
def test_a_file_that_is_not_json(written, content):
    with pytest.raises(CommandError, match="n’est pas un fichier JSON"):
        call_command("import_contours", written(content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("import_contours", tmp_path / "absent.geojson")


@pytest.fixture
def api():
    """A server that answers as geo.api.gouv.fr, over a socket; set `.answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = self.server.answer
            self.server.asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_fetch(api, epci, square):
    api.answer = 200, json.dumps(collection(("61038", square()))).encode()
    said = StringIO()
    call_command("fetch_contours", epci.siren, url=api.url, stdout=said)
    assert said.getvalue() == f"{epci} : 1 contours importés.\n"
    assert api.asked == [
        "/epcis/200071504/communes?fields=nom,code&format=geojson&geometry=contour"
    ]
    assert "geo.api.gouv.fr" in Contour.objects.get().source


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, b""), "ne connaît pas cet EPCI"),
        ((503, b""), "répond 503"),
        ((200, b"<html>"), "autre chose que du JSON"),
        ((200, b"{}"), "Rien n’a été importé"),
    ],
)
def test_fetch_says_what_went_wrong(api, epci, answer, said):
    api.answer = answer
    with pytest.raises(CommandError, match=said):
        call_command("fetch_contours", epci.siren, url=api.url)


def test_fetch_without_network(epci):
    with pytest.raises(CommandError, match="hors d’atteinte : pas de réseau"):
        call_command("fetch_contours", epci.siren, url="http://127.0.0.1:9")


def test_fetch_for_nobody():
    with pytest.raises(CommandError, match="load_territories"):
        call_command("fetch_contours", "123456789")
