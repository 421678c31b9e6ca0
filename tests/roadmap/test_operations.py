"""Adding, pledging, giving news through a link, reviewing: each one journal line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.access import ticket_for
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message
from atelier_local.programme.people.operations import issue_ticket
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.queries import around, behind
from atelier_local.refusal import Refused
from atelier_local.steps.financing.enums import FunderKind, FundingState
from atelier_local.steps.financing.operations import Funding
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.events import values_of
from atelier_local.steps.roadmap.operations import (
    add_milestone,
    answer_news,
    ask_for_news,
    fund,
    hold_review,
    pledge,
    reach_milestone,
    update_action,
)
from tests.factories.roadmap import AT, an_action


def lines(action, kind: str) -> int:
    return Line.objects.filter(stream=action.node.atelier.stream, kind=f"roadmap.{kind}").count()


def test_an_action_is_numbered_and_rests_on_its_objective(cast, strategy):
    first, second = an_action(cast, strategy), an_action(cast, strategy, "Ouvrir la halle")
    assert (first.node.number, second.node.number) == ("A1.1", "A1.2")
    path = around(first.node, Sight.PARTIES)
    assert [c.source for c in path.rests_on] == [strategy.objective.node]
    assert lines(first, "action_added") == 2


def test_the_contributions_behind_each_action_are_counted_once(cast, strategy):
    card = strategy.contributions[0]
    action = an_action(cast, strategy, rests_on=[(card, "le demande mot pour mot")])
    found = behind(strategy.atelier, Kind.ACTION, Kind.CONTRIBUTION, Sight.PARTIES)
    assert set(found[action.pk]) == {c.pk for c in strategy.contributions}
    assert found[action.pk][card.pk] == 1, "cited by the action itself, and through its objective"
    assert all(steps > 1 for key, steps in found[action.pk].items() if key != card.pk)
    hidden = behind(strategy.atelier, Kind.ACTION, Kind.CONTRIBUTION, Sight.PUBLIC)
    assert hidden == {}


def test_an_action_without_a_first_step_is_refused(cast, strategy):
    with pytest.raises(Refused, match="premier pas"):
        an_action(cast, strategy, first_step=" ")


def test_funding_moves_and_says_so_once(cast, strategy):
    action = an_action(cast, strategy)
    by = {"by": cast.bastien, "at": AT}
    read = values_of(action)["funding"]
    owner = Funding("La communauté", FunderKind.OWNER, 40_000)
    state = Funding("État", FunderKind.STATE, 160_000)
    granted = replace(state, state=FundingState.GRANTED, due_on=date(2028, 1, 31))
    assert fund(action, read, [owner, granted], **by)
    assert not fund(action, values_of(action)["funding"], [owner, granted], **by)
    kept = action.plan.lines.get(funder="État")
    assert (kept.state, kept.due_on, kept.amount_eur) == ("granted", date(2028, 1, 31), 160_000)
    assert action.plan.lines.count() == 2
    assert lines(action, "sheet_completed") == 1
    with pytest.raises(Refused, match="a changé pendant que vous écriviez"):
        fund(action, read, [owner], **by)
    with pytest.raises(Refused, match="ne peut pas dire cela"):
        fund(action, values_of(action)["funding"], [replace(owner, amount_eur=-1)], **by)
    assert fund(action, values_of(action)["funding"], [], **by)
    assert not action.plan.lines.exists()


def test_a_milestone_is_reached_once(cast, strategy):
    action = an_action(cast, strategy)
    milestone = add_milestone(action, "Permis", date(2028, 1, 1), by=cast.dina, at=AT)
    for _ in range(2):
        reach_milestone(milestone, by=cast.bastien, at=AT)
    assert lines(action, "milestone_reached") == 1


def test_a_pledge_keeps_its_words(cast, strategy):
    action = an_action(cast, strategy)
    pledge(action, "Je signe vendredi.", "Le maire", by=cast.dina, at=AT)
    assert action.pledges.get().words == "Je signe vendredi."
    with pytest.raises(Refused, match="qui s’est engagé"):
        pledge(action, "Je signe.", "", by=cast.dina, at=AT)


def test_the_latest_news_shows_and_earlier_ones_stay(cast, strategy):
    action = an_action(cast, strategy)
    by = {"by": cast.bastien, "at": AT}
    update_action(action, progress=Progress.STARTED, percent=20, **by)
    with pytest.raises(Refused, match="ce qui bloque"):
        update_action(action, progress=Progress.BLOCKED, percent=20, **by)
    update_action(action, progress=Progress.BLOCKED, percent=25, news="Deux héritiers.", **by)
    action.refresh_from_db()
    assert (action.progress, action.percent) == (Progress.BLOCKED, 25)
    assert action.updates.count() == 2


def test_news_are_asked_by_mail_and_given_once(cast, strategy):
    action = an_action(cast, strategy)
    ask_for_news(action, "maire@exemple.test", by=cast.camille, at=AT)
    assert Message.objects.get().to == "maire@exemple.test"
    token = issue_ticket(TicketPurpose.ACTION_UPDATE, subject=str(action.pk), days=3650, at=AT)
    ticket = ticket_for(token, TicketPurpose.ACTION_UPDATE)
    later = {"at": AT + timedelta(days=2)}
    told = {"progress": Progress.STARTED, "percent": 10, "news": "Devis reçu."}
    answer_news(ticket, **told, **later)
    with pytest.raises(Refused, match="déjà servi"):
        answer_news(ticket, **told, **later)
    assert action.updates.get().by is None
    assert lines(action, "updated") == 1


def test_refused_news_leave_the_link_good(cast, strategy):
    action = an_action(cast, strategy)
    token = issue_ticket(TicketPurpose.ACTION_UPDATE, subject=str(action.pk), days=3650, at=AT)
    ticket = ticket_for(token, TicketPurpose.ACTION_UPDATE)
    with pytest.raises(Refused):
        answer_news(ticket, progress=Progress.BLOCKED, percent=10, news="", at=AT)
    ticket.refresh_from_db()
    assert ticket.used_at is None


def test_a_review_has_its_decisions_and_needs_actions(cast, strategy):
    held = {"months_after": 6, "summary": "Deux avancent.", "place": "Bellême"}
    when = {"starts_at": AT, "by": cast.camille, "at": AT + timedelta(hours=3)}
    with pytest.raises(Refused, match="aucune action"):
        hold_review(strategy.atelier, **held, **when)
    action = an_action(cast, strategy)
    review = hold_review(strategy.atelier, **held, **when, decisions=[Decided("On relance.")])
    assert review.meeting.decisions.get().text == "On relance."
    assert lines(action, "reviewed") == 1
