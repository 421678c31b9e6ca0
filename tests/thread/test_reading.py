"""Both directions, for one reader, in three queries."""

from copy import deepcopy

import pytest
from django.template import Context, Template

from atelier_local.programme.thread import queries
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.models import Node, UnseenRead
from atelier_local.programme.thread.operations import answer, cite, reveal, withdraw
from tests.factories.ateliers import SLUG, an_atelier
from tests.factories.people import LONG_AGO
from tests.factories.thread import a_node

CHAIN = (Kind.CONTRIBUTION, Kind.GROUP, Kind.FINDING, Kind.ISSUE, Kind.OBJECTIVE, Kind.ACTION)


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


@pytest.fixture
def chain(atelier, cast) -> dict[Kind, Node]:
    """What one person said, up to the action: each rests on the one before."""
    nodes = {kind: a_node(atelier, kind) for kind in CHAIN}
    for before, after in zip(CHAIN, CHAIN[1:], strict=False):
        link(nodes[before], nodes[after], cast)
    return nodes


def link(source: Node, target: Node, cast, reason: str = "parce que"):
    return cite(source, target, reason, by=cast.camille, at=LONG_AGO)


def kinds(nodes) -> list[Kind]:
    return sorted((node.at_kind for node in nodes), key=lambda kind: kind.rank)


@pytest.mark.parametrize(
    "read",
    [
        list,
        len,
        bool,
        lambda nodes: nodes.count(),
        lambda nodes: nodes.exists(),
        lambda nodes: nodes.first(),
        lambda nodes: nodes.get(),
        lambda nodes: nodes.in_bulk(),
        lambda nodes: list(nodes.iterator()),
        lambda nodes: list(nodes.values_list("words")),
        lambda nodes: nodes.aggregate(),
    ],
)
def test_nodes_are_not_read_without_saying_for_whom(chain, read):
    with pytest.raises(UnseenRead):
        read(Node.objects.all())
    with pytest.raises(UnseenRead):
        read(Node.objects.filter(kind=Kind.FINDING))
    assert Node.objects.seen_by(Sight.PARTIES).filter(kind=Kind.FINDING).count() == 1


@pytest.mark.parametrize("here", CHAIN)
def test_both_directions_from_anywhere(chain, here):
    path = queries.around(chain[here], Sight.PARTIES)
    place = CHAIN.index(here)
    assert kinds(path.back) == list(CHAIN[:place])
    assert kinds(path.ahead) == list(CHAIN[place + 1 :])
    stops = [stop.kind for stop in path.stops if not stop.waiting]
    assert stops == list(CHAIN)
    assert path.stops[-1].waiting is (here is CHAIN[-1])


@pytest.mark.parametrize("hidden", CHAIN[1:-1])
def test_a_hidden_knot_cuts_the_path(chain, cast, hidden):
    reveal([chain[hidden]], Sight.TEAM, by=cast.dina, at=LONG_AGO)
    place = CHAIN.index(hidden)
    forward = queries.around(chain[CHAIN[0]], Sight.PARTIES)
    backward = queries.around(chain[CHAIN[-1]], Sight.PARTIES)
    assert kinds(forward.ahead) == list(CHAIN[1:place])
    assert kinds(backward.back) == list(CHAIN[place + 1 : -1])
    team = queries.around(chain[CHAIN[0]], Sight.TEAM)
    assert kinds(team.ahead) == list(CHAIN[1:])


def test_the_public_sees_only_what_is_public(chain, cast):
    node = chain[Kind.FINDING]
    assert queries.around(node, Sight.PUBLIC).back == []
    reveal([chain[Kind.GROUP]], Sight.PUBLIC, by=cast.dina, at=LONG_AGO)
    assert kinds(queries.around(node, Sight.PUBLIC).back) == [Kind.GROUP]


def test_a_link_taken_back_leads_nowhere(chain, cast):
    path = queries.around(chain[Kind.ISSUE], Sight.PARTIES)
    (citation,) = path.rests_on
    withdraw(citation, by=cast.camille, at=LONG_AGO)
    path = queries.around(chain[Kind.ISSUE], Sight.PARTIES)
    assert (path.back, path.rests_on) == ([], [])


def test_three_queries_whatever_the_size(chain, cast, django_assert_num_queries):
    finding = chain[Kind.FINDING]
    for number in range(30):
        said = a_node(finding.atelier, Kind.CONTRIBUTION, number=f"C-1-{number:03}")
        link(said, finding, cast)
    finding = Node.unfiltered.get(pk=finding.pk)
    with django_assert_num_queries(3):
        path = queries.around(finding, Sight.PARTIES)
        assert len(path.rests_on) == 31
        assert [c.source.words for c in path.rests_on]
        assert len(path.becomes) == 3
        assert [stop.label for stop in path.stops]
        assert path.answer is None


def test_what_it_becomes_is_told_by_its_own_links(chain, cast):
    """A source of the finding also led straight to the action: that is another story."""
    link(chain[Kind.CONTRIBUTION], chain[Kind.ACTION], cast, "dit par un riverain")
    becomes = queries.around(chain[Kind.FINDING], Sight.PARTIES).becomes
    assert [(node.at_kind, citation.reason) for node, citation in becomes] == [
        (Kind.ISSUE, "parce que"),
        (Kind.OBJECTIVE, "parce que"),
        (Kind.ACTION, "parce que"),
    ]
    link(chain[Kind.FINDING], chain[Kind.ACTION], cast, "le constat le demande")
    becomes = queries.around(chain[Kind.FINDING], Sight.PARTIES).becomes
    assert becomes[-1][1].reason == "le constat le demande"


def test_labels(chain, atelier):
    path = queries.around(chain[Kind.FINDING], Sight.PARTIES)
    assert [stop.label for stop in path.stops[:4]] == [
        "Contribution",
        "Regroupement G-01",
        "Constat F-001",
        "Enjeu 1",
    ]
    assert a_node(atelier, Kind.ISSUE).label == "Enjeu 2"


def test_counts_and_what_lacks_a_source_a_use_an_answer(chain, cast):
    atelier = chain[Kind.FINDING].atelier
    assert queries.counts(atelier, Sight.PARTIES) == dict.fromkeys(CHAIN, 1)
    assert not queries.counts(atelier, Sight.PUBLIC)
    nodes = Node.objects.seen_by(Sight.PARTIES).filter(atelier=atelier)
    assert kinds(queries.without_source(nodes)) == [Kind.CONTRIBUTION]
    assert kinds(queries.unused(nodes)) == [Kind.ACTION]
    answer(chain[Kind.CONTRIBUTION], Fate.ADOPTED, "Retenu.", by=cast.camille, at=LONG_AGO)
    assert kinds(queries.answered(nodes)) == [Kind.CONTRIBUTION]


STEPS = 3
"""From an issue to its finding, to its group, to its contribution."""


@pytest.mark.parametrize("hidden", [None, Kind.GROUP, Kind.ISSUE])
def test_behind_many_at_once_is_as_around_one(chain, cast, hidden):
    if hidden:
        reveal([chain[hidden]], Sight.TEAM, by=cast.dina, at=LONG_AGO)
    atelier = chain[Kind.ISSUE].atelier
    found = queries.behind(atelier, Kind.ISSUE, Kind.CONTRIBUTION, Sight.PARTIES)
    seen = dict.fromkeys([chain[Kind.CONTRIBUTION].id], STEPS)
    assert found == ({} if hidden else {chain[Kind.ISSUE].id: seen})


def rendered(text: str, **context) -> str:
    return Template("{% load thread %}" + text).render(Context(context))


def test_chips_and_paths_lead_to_pages_and_escape_words(chain):
    node = chain[Kind.FINDING]
    Node.unfiltered.filter(pk=chain[Kind.GROUP].pk).update(words="<b>gras</b> & co")
    path = queries.around(node, Sight.PARTIES)
    chip = rendered("{% source_chip node slug %}", node=node, slug=SLUG)
    assert f'href="{node.url(SLUG)}"' in chip
    assert ">F-001</a>" in chip
    assert "<a" not in rendered("{% source_chip node %}", node=node)
    for tag in ("thread_path", "rests_on", "becomes"):
        html = rendered(f"{{% {tag} path slug %}}", path=path, slug=SLUG)
        assert "<b>gras" not in html
    sources = rendered("{% rests_on path slug %}", path=path, slug=SLUG)
    assert "&lt;b&gt;gras" in sources
    assert "parce que" in sources


def test_what_rests_on_nothing_says_so(atelier):
    path = queries.around(a_node(atelier, Kind.FINDING), Sight.PARTIES)
    assert "Sans source" in rendered("{% rests_on path %}", path=path)
    assert "Pas encore relié" in rendered("{% thread_path path %}", path=path)
    assert "Rien ne s’appuie encore dessus" in rendered("{% becomes path %}", path=path)


def test_many_sections_of_documents_are_folded_after_the_rest(chain, cast, atelier):
    for _ in range(3):
        link(chain[Kind.FINDING], a_node(atelier, Kind.SECTION), cast)
    path = queries.around(chain[Kind.FINDING], Sight.PARTIES)
    html = rendered("{% becomes path %}", path=path)
    shown, _, folded = html.partition("<details")
    assert shown.count("<li") == 3
    assert folded.count("<li") == 3
    assert "3 sections de livrables" in folded
