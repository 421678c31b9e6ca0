"""What a document proposes rests on something; what it quotes stays within what was accepted."""

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables import queries, rules
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.assembly.material import Material
from atelier_local.steps.deliverables.assembly.sources import in_runs, note
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.operations import publish, write_section
from atelier_local.steps.deliverables.press import unknown_evidence
from atelier_local.steps.evidence.enums import Visibility
from tests.factories.deliverables import AT, KEPT, SHARED, a_draft, a_frozen

K, S = DeliverableKind, DeliverableState


def unfound(told, kind: Kind) -> list[str]:
    """Withdraw all that the nodes of a kind rest on; their words."""
    nodes = Node.unfiltered.filter(atelier=told.atelier, kind=kind)
    Citation.objects.filter(target__in=nodes, withdrawn_at=None).update(withdrawn_at=AT)
    return list(nodes.values_list("words", flat=True))


@pytest.mark.parametrize(
    ("kind", "lost"),
    [
        (K.FINAL_REPORT, Kind.RECOMMENDATION),
        (K.ROADMAP, Kind.ACTION),
        (K.BOOKLET, Kind.ACTION),
    ],
)
def test_nothing_is_published_that_rests_on_nothing(told, cast, as_, kind, lost):
    frozen = a_frozen(told, cast, kind)
    assert queries.unfounded(frozen) == []
    [words] = unfound(told, lost)
    with pytest.raises(Refused, match="ne repose plus sur rien"):
        publish(frozen, by=cast.camille, at=AT)
    frozen.refresh_from_db()
    assert frozen.state == S.FROZEN
    address = reverse("deliverables:publish", args=[told.atelier.slug, kind])
    assert words in as_(cast.camille).get(address).content.decode()


@pytest.mark.parametrize("kind", [K.FINAL_REPORT, K.ROADMAP, K.BOOKLET])
def test_nor_put_to_the_colleges(told, cast, kind):
    unfound(told, Kind.ACTION)
    said = [str(reason) for reason in rules.missing(kind, queries.facts(told.atelier, 1))]
    assert "1 préconisation ou action sans source" in said


@pytest.mark.parametrize("kind", [K.FRAMING_NOTE, K.LOGBOOK])
def test_what_proposes_nothing_is_published(told, cast, kind):
    frozen = a_frozen(told, cast, kind)
    unfound(told, Kind.ACTION)
    publish(frozen, by=cast.camille, at=AT)
    assert frozen.state == S.PUBLISHED


@pytest.mark.parametrize(("kind", "titles"), [(K.FINAL_REPORT, 1), (K.ROADMAP, 1)])
def test_the_annex_says_what_each_proposal_rests_on(told, cast, kind, titles):
    """However far: the contribution behind the finding behind the recommendation; never E-01,
    which the person interviewed kept to the team.
    """
    data = data_of(a_draft(told, cast, kind), at=AT)
    rows = data["supports"]
    assert len(rows) == titles
    assert "C-1-001" in rows[0]["said"]
    assert rows[0]["read"] == "D-01"
    assert rows[0]["counted"] == "I-001"


@given(st.sets(st.tuples(st.sampled_from(["C-1", "C-2", "E"]), st.integers(1, 30))))
def test_codes_in_runs_are_the_same_codes(codes):
    told, read, head = in_runs(f"{head}-{number:03}" for head, number in codes), set(), ""
    for piece in told.split(", ") if told else ():
        first, _, last = piece.partition(" à ")
        stem, _, number = first.rpartition("-")
        head = stem or head
        read |= {(head, one) for one in range(int(number), int(last or number) + 1)}
    assert read == codes


def test_what_is_no_series_is_told_as_it_is():
    assert in_runs(["C-1-002", "C-1-001", "C-1-003", "C-2-007", "C-2-008"]) == (
        "C-1-001 à 003, C-2-007, 008"
    )
    assert in_runs(["Annexe", "D-2b", "D-02"]) == "Annexe, D-02, 2b"


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("visibility", Visibility)
def test_words_are_quoted_as_far_as_was_accepted(told, cast, kind, visibility):
    """The same excerpt under each agreement: printed by its codes if the parties may read it,
    nowhere at all if the team alone may.
    """
    interview = told.kept.interview
    interview.visibility = visibility
    interview.save()
    Node.unfiltered.filter(pk=told.kept.pk).update(seen_by=visibility.sight)
    told_all = json.dumps(data_of(a_draft(told, cast, kind), at=AT), ensure_ascii=False)
    assert "Elle a demandé le silence" not in told_all or visibility is not Visibility.INTERNAL
    if visibility is Visibility.INTERNAL:
        assert KEPT not in told_all
        assert interview.number not in told_all
    if visibility is not Visibility.PUBLIC:
        assert interview.function not in told_all
    assert SHARED not in told_all


def test_published_words_that_are_the_teams_alone_again_are_printed_no_more(told, cast):
    """What a frozen document rests on stays public; the next document does not say it again."""
    Node.unfiltered.filter(pk=told.kept.pk).update(seen_by=Sight.PUBLIC)
    report = a_draft(told, cast, K.FINAL_REPORT)
    write_section(report, "recit-2", "Dit", "Dit ainsi [[X-002]].", by=cast.dina, at=AT)
    data = data_of(report, at=AT)
    assert KEPT not in json.dumps(data, ensure_ascii=False)
    assert unknown_evidence(data) == []


@pytest.mark.parametrize("kind", [K.LOGBOOK, K.FINAL_REPORT, K.BOOKLET])
def test_brackets_that_somebody_else_typed_stop_no_document(told, cast, kind):
    """A code that is known stays one; nobody can mend the others: they are that person's words."""
    words = "On attend [[le car]], [[Z-1]] ou [[D-01]], tous les soirs d’hiver."
    Node.unfiltered.filter(pk=told.said.pk).update(words=words)
    data = data_of(a_draft(told, cast, kind), at=AT)
    assert unknown_evidence(data) == []
    assert "[\u202f[Z-1]] ou [[D-01]]" in json.dumps(data, ensure_ascii=False)


def test_publishing_reveals_no_word_kept_to_the_team(told, cast):
    frozen = a_frozen(told, cast, K.FINAL_REPORT)
    publish(frozen, by=cast.camille, at=AT)
    shown = set(Node.objects.seen_by(Sight.PUBLIC).filter(atelier=told.atelier).values_list("pk"))
    assert (told.kept.pk,) not in shown
    assert (told.said.pk,) in shown


def test_a_voice_in_the_margin_is_cut_within_its_words(told, cast):
    material = Material(a_draft(told, cast, DeliverableKind.LOGBOOK), AT)
    card = material.contributions[0]
    card.node.words = "Le car du soir est parti. " * 10
    shown = note(material, card.node)["text"]
    assert shown.endswith("…\u00a0» Habitants.")
    assert len(shown) < 130
