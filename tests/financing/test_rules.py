"""Balance, the owner's minimum share, and money that adds up whichever way it is read."""

from hypothesis import assume, given
from hypothesis import strategies as st

from atelier_local.steps.financing.enums import (
    Domain,
    FunderKind,
    FundingState,
    Operation,
    OwnerKind,
    Verdict,
)
from atelier_local.steps.financing.rules import (
    Line,
    Money,
    against_balance,
    against_stacking,
    before_receipt,
    consolidate,
    money,
    owner_share,
)

AUTHORITY, INVESTMENT = OwnerKind.LOCAL_AUTHORITY, Operation.INVESTMENT
amounts = st.integers(0, 50_000_000)
lines = st.lists(
    st.builds(
        Line,
        st.sampled_from(FunderKind),
        amounts,
        st.sampled_from(FundingState),
        st.sampled_from(["État", "Région", "CC des Collines", "Fondation"]),
    ),
    max_size=8,
)
domains = st.sampled_from(Domain)


def share(*listed: Line, domain=Domain.NONE, operation=INVESTMENT, owner=AUTHORITY):
    return owner_share(listed, operation=operation, owner=owner, domain=domain)


def brought(owner: int, state: int, private: int = 0) -> list[Line]:
    return [
        Line(FunderKind.OWNER, owner),
        Line(FunderKind.STATE, state),
        Line(FunderKind.PRIVATE, private),
    ]


@given(amounts, amounts)
def test_balance_is_refused_on_either_side_and_says_by_how_much(costs, funding):
    why = against_balance(costs, funding)
    assert (not why) == (costs == funding > 0)
    if costs > funding > 0:
        assert "il manque" in str(why[-1])


@given(amounts, amounts)
def test_twenty_percent_of_public_money_to_the_euro(owner, state):
    assume(owner + state)
    verdict = share(*brought(owner, state)).verdict
    assert (verdict is Verdict.MET) == (5 * owner >= owner + state)


@given(amounts, amounts, domains)
def test_what_is_missing_is_what_exactly_suffices(owner, state, domain):
    """Moved from the others' part to the owner's, since the base counts both."""
    assume(owner + state)
    judged = share(*brought(owner, state), domain=domain)
    assert (judged.missing == 0) == (judged.verdict is Verdict.MET)
    if judged.verdict is Verdict.SHORT:
        mended = brought(owner + judged.missing, state - judged.missing)
        assert share(*mended, domain=domain).verdict is not Verdict.SHORT


@given(amounts, amounts, amounts, domains)
def test_a_larger_part_of_the_owner_is_never_judged_worse(owner, state, more, domain):
    assume(owner + state)
    worst_first = [Verdict.SHORT, Verdict.TO_CONFIRM, Verdict.MET]
    before = share(*brought(owner, state), domain=domain)
    after = share(*brought(owner + more, state), domain=domain)
    assert worst_first.index(after.verdict) >= worst_first.index(before.verdict)
    assert after.percent >= before.percent


@given(lines, amounts, domains)
def test_private_money_is_outside_the_base(listed, gift, domain):
    given_more = [*listed, Line(FunderKind.PRIVATE, gift)]
    assert share(*listed, domain=domain) == share(*given_more, domain=domain)


def test_both_results_are_shown_in_a_field_with_a_lead_authority():
    judged = share(*brought(250, 750), domain=Domain.STATIONS)
    assert judged.verdict is Verdict.TO_CONFIRM
    assert judged.missing == 50
    assert "25\u202f% suffit à la règle générale (20\u202f%" in judged.sentence
    assert "L1111-9 I 2°" in judged.sentence
    assert "préfecture" in judged.sentence
    short = share(*brought(100, 900), domain=Domain.STATIONS)
    assert short.verdict is Verdict.SHORT
    assert "Il manque 100\u202f€" in short.sentence
    assert "il y manque 200\u202f€" in short.sentence
    assert share(*brought(300, 700), domain=Domain.STATIONS).verdict is Verdict.MET


def test_a_short_share_says_its_article_what_is_asked_and_what_is_missing():
    judged = share(*brought(78_200, 381_800, 20_000))
    assert judged.verdict is Verdict.SHORT
    assert judged.sentence == (
        "La part du porteur (78\u202f200\u202f€) représente 17\u202f% des financements publics "
        "(460\u202f000\u202f€). Pour une opération d’investissement, l’article L1111-10 III "
        "du CGCT demande au moins 20\u202f% (92\u202f000\u202f€). Il manque 13\u202f800\u202f€, "
        "sauf dérogation à justifier."
    )


def test_a_share_just_missed_is_not_shown_as_reached():
    judged = share(*brought(19_999, 80_001))
    assert judged.verdict is Verdict.SHORT
    assert judged.percent == 19.9


def test_where_the_minimum_does_not_apply():
    other = share(*brought(0, 100), owner=OwnerKind.OTHER)
    running = share(*brought(0, 100), operation=Operation.OPERATING)
    nobody = share(Line(FunderKind.PRIVATE, 100))
    for judged in (other, running, nobody):
        assert judged.verdict is Verdict.NOT_APPLICABLE
        assert judged.sentence
    assert "collectivité" in other.sentence
    assert "fonctionnement" in running.sentence


def test_a_study_below_the_minimum_is_to_be_confirmed():
    judged = share(*brought(10, 90), operation=Operation.STUDY)
    assert judged.verdict is Verdict.TO_CONFIRM
    assert judged.sentence.startswith("Pour une étude, selon son imputation")
    assert share(*brought(20, 80), operation=Operation.STUDY).verdict is Verdict.MET


def test_region_and_department_do_not_add_up_in_a_field_with_a_lead_authority():
    both = [Line(FunderKind.REGION, 10), Line(FunderKind.DEPARTMENT, 10)]
    assert against_stacking(both, domain=Domain.BIODIVERSITY)
    assert not against_stacking(both, domain=Domain.NONE)
    assert not against_stacking(both[:1], domain=Domain.BIODIVERSITY)


def test_nothing_is_signed_before_the_state_has_the_request():
    asked = Line(FunderKind.STATE, 10, FundingState.REQUESTED)
    granted = Line(FunderKind.STATE, 10, FundingState.GRANTED)
    assert "R2334-24" in before_receipt([granted, asked])
    assert before_receipt([granted]) == ""


@given(st.lists(st.tuples(st.lists(amounts, max_size=4), lines), max_size=5))
def test_money_adds_up_operation_by_operation_and_funder_by_funder(plans):
    every = [line for _, listed in plans for line in listed]
    total = sum((money(costs, listed) for costs, listed in plans), Money())
    assert total == money((c for costs, _ in plans for c in costs), every)
    funders = consolidate(every)
    assert sum(funder.total for funder in funders) == total.funded
    secured = sum(n for f in funders for state, n in f.amounts if state.is_secured)
    assert secured == total.secured
    assert total.secured + total.asked + total.to_find == total.cost
    assert total.funded + total.unfunded == total.cost
    assert [f.total for f in funders] == sorted((f.total for f in funders), reverse=True)
