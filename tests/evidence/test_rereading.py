"""An interview read again by whoever gave it: a link, corrections, withdrawals, an agreement."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message, Ticket
from atelier_local.programme.people.operations import issue_ticket
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt, Interview
from tests.factories.ateliers import SLUG
from tests.factories.evidence import a_finding, an_excerpt, an_interim, an_interview
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries


@pytest.fixture
def atelier(cast) -> Atelier:
    return an_interim(cast)


def link(interview: Interview, at=None) -> str:
    given = {"days": 30, "at": at or clock.now()}
    token = issue_ticket(TicketPurpose.INTERVIEW, subject=str(interview.pk), **given)
    return reverse("evidence:reread", args=[token])


def answer(interview: Interview, **changes: str) -> dict[str, str]:
    """What the form sends when nothing is changed, but for `changes`."""
    kept = {
        f"words-{one.pk}": one.node.words
        for one in Excerpt.objects.filter(interview=interview).select_related("node")
    }
    said = {"synthesis": interview.synthesis, "visibility": interview.visibility}
    return kept | said | changes


def team_page(interview: Interview) -> str:
    return reverse("evidence:interview", args=[SLUG, interview.pk])


def test_the_team_sends_a_link_and_sees_that_it_waits(as_, cast, atelier):
    interview = an_interview(atelier, cast, validated=False)
    ask = reverse("evidence:ask_to_reread", args=[SLUG, interview.pk])
    dina = as_(cast.dina)
    assert "à demander" in dina.get(team_page(interview)).text
    assert dina.post(ask, {"email": "pas une adresse"}).status_code == 422
    assert dina.post(ask, {"email": "jeanne@exemple.test"}).url == team_page(interview)
    shown = dina.get(team_page(interview)).text
    assert "réponse attendue" in shown
    assert "jeanne@exemple.test" not in dina.get(team_page(interview)).text
    assert Message.objects.get().to == "jeanne@exemple.test"
    assert not any("jeanne" in str(line.payload) for line in Line.objects.all())
    assert as_(cast.camille).get(ask).status_code == 403


def test_the_link_of_the_message_opens_the_page(
    as_, client, cast, atelier, django_capture_on_commit_callbacks
):
    interview = an_interview(atelier, cast, validated=False)
    ask = reverse("evidence:ask_to_reread", args=[SLUG, interview.pk])
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            as_(cast.dina).post(ask, {"email": "jeanne@exemple.test"})
    client.logout()
    paths = [message.body.split("sans compte : ")[1].split()[0] for message in mail.outbox]
    first, second = ["/" + path.split("/", 3)[3] for path in paths]
    assert client.get(first).status_code == 404  # of several links, the last works
    page = client.get(second)
    assert interview.synthesis in page.text
    assert "no-store" in page["Cache-Control"]


def test_the_person_agrees_and_may_be_cited(client, cast, atelier):
    interview = an_interview(atelier, cast, validated=False)
    path = link(interview)
    assert "Rien ne sera cité" in client.get(path).text
    done = client.post(path, answer(interview, visibility="anonymous"))
    assert "Votre accord est enregistré" in done.text
    interview.refresh_from_db()
    assert interview.validated_at == interview.reread_at is not None
    assert (interview.visibility, interview.corrected) == (Visibility.ANONYMOUS, False)
    an_excerpt(interview, cast)
    assert client.get(path).status_code == 404
    assert client.post(path, answer(interview)).status_code == 404


def test_what_was_said_is_corrected_or_taken_back(as_, client, cast, atelier):
    interview = an_interview(atelier, cast)
    kept, wrong, regretted = (an_excerpt(interview, cast, w) for w in ("A.", "B.", "C."))
    finding = a_finding(atelier, cast, regretted.node, kept.node)
    changes = {
        "synthesis": "Elle part à sept heures.",
        f"words-{wrong.pk}": "Plutôt ceci.",
        f"words-{regretted.pk}": "",
        f"withdraw-{regretted.pk}": "on",
    }
    assert client.post(link(interview), answer(interview, **changes)).status_code == 200
    words = {e.pk: e.node.words for e in Excerpt.objects.seen_by(Sight.TEAM)}
    assert words == {kept.pk: "A.", wrong.pk: "Plutôt ceci."}
    assert Node.unfiltered.get(pk=regretted.pk).words == ""
    assert [c.source_id for c in finding.node.rests_on.filter(withdrawn_at=None)] == [kept.pk]
    shown = as_(cast.dina).get(team_page(interview)).text.replace("\xa0", " ")
    for said in ("Elle a corrigé la synthèse", "1 extrait corrigé", "1 extrait retiré"):
        assert said in shown
    assert "Elle part à sept heures." in shown


def test_words_go_no_further_than_the_person_now_accepts(client, cast, atelier):
    interview = an_interview(atelier, cast, visibility=Visibility.PUBLIC)
    said = an_excerpt(interview, cast)
    client.post(link(interview), answer(interview, visibility="internal"))
    assert Node.unfiltered.get(pk=said.pk).seen_by == Sight.TEAM
    interview.refresh_from_db()
    client.post(link(interview), answer(interview, visibility="anonymous"))
    assert Node.unfiltered.get(pk=said.pk).seen_by == Sight.PARTIES


def test_what_a_frozen_document_holds_no_longer_changes(client, cast, atelier):
    interview = an_interview(atelier, cast)
    said = an_excerpt(interview, cast, "Déjà imprimé.")
    finding = a_finding(atelier, cast, said.node)
    Node.unfiltered.filter(pk=finding.pk).update(frozen=True)
    path = link(interview)
    page = client.get(path).text
    assert "Ce qui ne change plus" in page
    assert f"withdraw-{said.pk}" not in page
    client.post(path, answer(interview, **{f"withdraw-{said.pk}": "on", "visibility": "internal"}))
    node = Node.unfiltered.get(pk=said.pk)
    assert (node.words, node.seen_by) == ("Déjà imprimé.", Sight.TEAM)
    client.post(link(interview), answer(interview, visibility="anonymous"))
    assert Node.unfiltered.get(pk=said.pk).seen_by == Sight.PARTIES


def test_public_words_stay_so_unless_their_interview_is_kept_to_the_team(client, cast, atelier):
    interview = an_interview(atelier, cast, visibility=Visibility.PUBLIC)
    said = an_excerpt(interview, cast)
    Node.unfiltered.filter(pk=said.pk).update(seen_by=Sight.PUBLIC)
    sights = []
    for visibility in ("anonymous", "internal"):
        client.post(link(interview), answer(interview, visibility=visibility))
        sights.append(Node.unfiltered.get(pk=said.pk).seen_by)
    assert sights == [Sight.PUBLIC, Sight.TEAM]


def test_what_was_kept_to_the_team_before_leaves_the_public_too(cast, atelier):
    kept = an_excerpt(an_interview(atelier, cast, visibility=Visibility.INTERNAL), cast)
    lent = an_excerpt(an_interview(atelier, cast, visibility=Visibility.PUBLIC), cast)
    Node.unfiltered.filter(pk__in=[kept.pk, lent.pk]).update(seen_by=Sight.PUBLIC)
    path = "atelier_local.steps.evidence.migrations.0002_kept_to_the_team"
    import_module(path).keep(apps, None)
    sights = [Node.unfiltered.get(pk=one.pk).seen_by for one in (kept, lent)]
    assert sights == [Sight.TEAM, Sight.PUBLIC]


def test_the_journal_tells_the_act_and_no_word(client, cast, atelier):
    interview = an_interview(atelier, cast)
    said = an_excerpt(interview, cast, "Un secret.")
    path = link(interview)
    client.get(path)
    client.post(path, answer(interview, **{f"words-{said.pk}": "Un autre secret."}))
    line = Line.objects.get(kind="evidence.interview_reread")
    assert line.stream == atelier.stream
    assert line.by == interview.ref
    assert line.payload["corrected"] == [str(said.pk)]
    assert not any("secret" in str(line.payload) for line in Line.objects.all())
    read = Line.objects.filter(kind="evidence.interview_read", by=interview.ref)
    assert {line.stream.kind for line in read} == {"audit"}


def test_what_is_refused_is_kept_and_the_link_still_works(client, cast, atelier):
    interview = an_interview(atelier, cast)
    said = an_excerpt(interview, cast)
    path = link(interview)
    changes = {"synthesis": "Tapé longuement.", f"words-{said.pk}": " "}
    refused = client.post(path, answer(interview, **changes))
    assert refused.status_code == 422
    assert "Écrivez vos mots, ou retirez l’extrait." in refused.text
    assert "Tapé longuement." in refused.text
    assert client.post(path, answer(interview)).status_code == 200


def test_ends_of_lines_are_no_correction(client, cast, atelier):
    interview = an_interview(atelier, cast)
    Interview.objects.update(synthesis="Une ligne.\nUne autre.")
    client.post(link(interview), answer(interview, synthesis="Une ligne.\r\nUne autre."))
    assert not Interview.objects.get().corrected


def test_a_link_of_another_purpose_or_past_opens_nothing(client, cast, atelier):
    interview = an_interview(atelier, cast)
    news = issue_ticket(
        TicketPurpose.ACTION_UPDATE, subject=str(interview.pk), days=9, at=clock.now()
    )
    past = link(interview, at=LONG_AGO - timedelta(days=60))
    for path in (past, reverse("evidence:reread", args=[news])):
        assert client.get(path).status_code == 404
    assert Ticket.objects.filter(used_at=None).count() == 2


def test_queries_do_not_grow(client, cast, atelier):
    interview = an_interview(atelier, cast)
    an_excerpt(interview, cast)
    path = link(interview)
    one = assert_queries(client, path)
    for _ in range(2):
        a_finding(atelier, cast, an_excerpt(interview, cast).node)
    assert assert_queries(client, path) == one


def test_an_excerpt_withdrawn_may_have_been_emptied_first(client, cast, atelier):
    interview = an_interview(atelier, cast)
    said = an_excerpt(interview, cast)
    path = link(interview)
    changes = {f"words-{said.pk}": "", f"withdraw-{said.pk}": "on"}
    assert client.post(path, answer(interview, **changes)).status_code == 200
    said.refresh_from_db()
    assert said.withdrawn_at
