"""Each page of the room is measured, opened at two widths and checked by axe: none is left out."""

from atelier_local.steps.competition import urls
from benchmarks.pages import PAGES
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.pages import assert_queries

SAVED = {
    "amendment_document",
    "backup_document",
    "call_document",
    "consensus_document",
    "decision",
    "direct_proposal",
    "ending_document",
    "extract",
    "group_document",
    "group_proof",
    "hearing_document",
    "letter_document",
    "letter_file",
    "low_decision",
    "low_request",
    "minutes",
    "my_hearing",
    "my_letter",
    "my_paper",
    "my_report",
    "opened_file",
    "place_file",
    "report_document",
    "sending_proof",
    "sent_letter_file",
    "tender_file",
    "verify_bundle",
    "verify_script",
}
"""Files to be saved."""
POSTED = {"send_again", "sign_minutes", "submit_grid"}
FOR_SCRIPTS = {"envelopes", "piece", "pieces", "vault"}
"""What a browser's script asks for, in JSON or in sealed bytes."""


def test_every_page_of_the_room_is_listed():
    routes = {pattern.name for pattern in urls.urlpatterns}
    listed = {page.route.removeprefix("competition:") for page in PAGES}
    assert routes - listed == SAVED | POSTED | FOR_SCRIPTS
    assert not listed & (SAVED | POSTED | FOR_SCRIPTS)


def test_the_last_look_before_publishing_asks_few_queries(as_, cast):
    """Once the process knows the territory."""
    factory.a_sealable(cast)
    camille, path = as_(cast.camille), f"/ateliers/{SLUG}/consultation/publier/"
    assert camille.get(path).status_code == 200
    assert_queries(camille, path)
