"""What may rest on what, and that every answer is explained."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.thread import rules
from atelier_local.programme.thread.enums import Fate, Kind

kinds = st.sampled_from(Kind)
words = st.text(max_size=20)


@given(st.lists(st.sampled_from(sorted(rules.ALLOWED)), max_size=20))
def test_citations_never_make_a_circle(pairs):
    """Every link goes up, hence no walk comes back to where it started."""
    assert all(source.rank < target.rank for source, target in pairs)


@given(kinds, kinds, st.booleans(), words, st.booleans())
def test_citing(source, target, same, reason, frozen):
    refused = rules.against_citing(
        source, target, same_atelier=same, reason=reason, target_frozen=frozen
    )
    allowed = (source, target) in rules.ALLOWED and same and bool(reason.strip()) and not frozen
    assert (not refused) is allowed


def test_everything_but_a_section_may_be_cited_by_a_section():
    cited = {source for source, target in rules.ALLOWED if target is Kind.SECTION}
    assert cited == set(Kind) - {Kind.SECTION}


def test_everything_leads_on():
    """No kind is a dead end before the documents, none but the lowest comes from nowhere."""
    assert {source for source, _ in rules.ALLOWED} == set(Kind) - {Kind.SECTION}
    grounds = {Kind.PASSAGE, Kind.CONTRIBUTION, Kind.FIGURE}
    assert {target for _, target in rules.ALLOWED} == set(Kind) - grounds


@given(st.sampled_from(Fate), words)
def test_every_fate_is_explained(fate, reason):
    assert (not rules.against_answering(fate, reason)) is bool(reason.strip())


def test_plurals_are_french():
    assert Kind.ISSUE.plural == "enjeux"
    assert Kind.SECTION.plural == "sections de livrables"
    assert Kind.FINDING.plural == "constats"
