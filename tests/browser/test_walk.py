"""The whole story, clicked: from an empty database to what became of one resident's words.

Five people and those whom the rules require: Camille pilots for the State, Bastien works for the
local authority, Dina leads the chosen team, Ève its rival, Nour lives there and has a phone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser

from tests import databases
from tests.browser.serving import serve
from tests.browser.walk.beginnings import (
    a_service_joins,
    an_agreement_is_registered,
    bastien_writes_too,
    camille_applies,
    camille_brings_people_in,
    camille_submits,
    dgaln_selects,
    the_first_account_opens,
)
from tests.browser.walk.choosing import (
    a_hydrologist_joins_the_team,
    a_low_price_is_explained,
    consortia_are_consulted,
    holders_tender_under_seal,
    nobody_sees_a_tender,
    the_best_offer_is_chosen,
    the_contract_is_notified,
    three_colleges_mark,
    two_people_open,
)
from tests.browser.walk.deciding import (
    the_second_interim_ends,
    the_second_workshop_sets_a_course,
    the_third_workshop_decides,
)
from tests.browser.walk.hearing import holders_are_heard
from tests.browser.walk.outcome import (
    anyone_reads_the_atelier,
    documents_are_frozen_and_published,
    everyone_is_answered,
    five_documents_are_written,
    nour_learns_what_became_of_her_words,
    one_action_leads_back_to_one_person,
    the_atelier_closes,
    three_colleges_approve,
)
from tests.browser.walk.walking import Walk
from tests.browser.walk.workshops import (
    a_finding_crosses_both,
    a_scribe_writes_for_others,
    nour_joins_without_an_account,
    nours_words_reach_the_wall,
    someone_is_read_and_someone_heard,
    the_calendar_holds_in_thirteen_months,
    the_first_register_closes,
    the_first_workshop_is_prepared,
    the_framing_meeting_is_held,
)

pytestmark = pytest.mark.walk

STORY = (
    the_first_account_opens,
    an_agreement_is_registered,
    a_service_joins,
    camille_applies,
    camille_brings_people_in,
    bastien_writes_too,
    camille_submits,
    dgaln_selects,
    consortia_are_consulted,
    holders_tender_under_seal,
    nobody_sees_a_tender,
    two_people_open,
    three_colleges_mark,
    a_low_price_is_explained,
    holders_are_heard,
    the_best_offer_is_chosen,
    the_contract_is_notified,
    a_hydrologist_joins_the_team,
    # Listening and deciding
    the_framing_meeting_is_held,
    the_calendar_holds_in_thirteen_months,
    the_first_workshop_is_prepared,
    nour_joins_without_an_account,
    nours_words_reach_the_wall,
    a_scribe_writes_for_others,
    the_first_register_closes,
    someone_is_read_and_someone_heard,
    a_finding_crosses_both,
    the_second_workshop_sets_a_course,
    the_second_interim_ends,
    the_third_workshop_decides,
    # Accounting for it
    everyone_is_answered,
    one_action_leads_back_to_one_person,
    five_documents_are_written,
    three_colleges_approve,
    documents_are_frozen_and_published,
    the_atelier_closes,
    anyone_reads_the_atelier,
    nour_learns_what_became_of_her_words,
)


@pytest.fixture
def walk(
    migrated: str,
    chromium: Browser,
    static_files: None,
    test_settings: None,
    django_db_blocker,
    tmp_path: Path,
) -> Iterator[Walk]:
    """A server on a database that knows the communes of France and nobody yet."""
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path),
    ):
        call_command("load_territories", verbosity=0)
        mail.outbox = []
        with serve() as server:
            walk = Walk(chromium, server.url)
            yield walk
            walk.leave()


def test_the_story_by_clicking(walk: Walk):
    for step in STORY:
        step(walk)
    assert walk.faults == []
