"""The advance: due above a threshold, taken back from what is paid, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import InstalmentState, Verdict
from atelier_local.steps.contract.rules import AdvanceLaw, Executed
from tests.contract.test_team import LATER, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import a_notified_contract

LAW = AdvanceLaw(50_000, 2, 5, 30, 65, 80, "art. R2191-3")
CENTS = st.decimals(0, 30_000, places=2)


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_notified_contract)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def grant(cast, percent="30", *, refused=False, months=12):
    contract = the_contract()
    operations.describe_purchase(
        contract,
        duration_months=months,
        advance_percent=Decimal(percent) if percent else None,
        advance_refused=refused,
        techniques=contract.techniques,
        modalities=contract.modalities,
        by=cast.camille,
        at=LATER,
    )


def record(cast, *, asking=(), moment=LATER):
    operations.record_advance(
        the_contract(), moment.date(), asking=asking, by=cast.camille, at=moment
    )


def admit_all(cast, *, pay=0, but: int | None = None):
    """Every service in its order; the first `pay` of them are paid too; one is rejected."""
    contract = the_contract()
    contract.atelier.stage = Stage.FOLLOW_UP
    for place, one in enumerate(contract.instalments.all()):
        one.contract = contract
        moment = LATER + timedelta(days=place)
        said = (Verdict.REJECTED, "Rien.") if place == but else (Verdict.ADMITTED, "")
        operations.decide_service(one, said[0], reason=said[1], by=cast.camille, at=moment)
        if place < pay:
            operations.record_payment(one, moment.date(), by=cast.camille, at=moment)


def account():
    return queries.standing_to_end(the_contract()).account


# The rules --------------------------------------------------------------------------------


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 100, places=2) | st.none())
def test_an_advance_is_a_part_of_the_amount_to_the_cent(amount, percent):
    advance = rules.advance_of(amount, percent)
    assert 0 <= advance <= amount
    assert abs(advance * 100 - amount * (percent or 0)) <= Decimal("0.5")
    assert advance.as_tuple().exponent == -2


@given(st.lists(CENTS, min_size=1, max_size=8), st.decimals(0, 35, places=2))
def test_all_done_all_is_taken_back_and_never_before_its_share(worths, percent):
    """Up to what is left after 65 %, a cent is neither lost nor made."""
    total = sum(worths, Decimal(0))
    advance = rules.advance_of(total, percent)
    services = [Executed(one, one) for one in worths]
    parts = rules.recoveries(advance, total, services, LAW, over=True)
    done = Decimal(0)
    for worth, part in zip(worths, parts, strict=True):
        done += worth
        assert 0 <= part <= worth
        assert part == 0 or done * 100 > total * 65
    assert sum(parts) == advance
    owed = sum(one.worth - part for one, part in zip(services, parts, strict=True))
    assert owed + advance == total


@given(
    st.lists(st.tuples(CENTS, CENTS, st.none() | CENTS), min_size=1, max_size=8),
    CENTS,
    st.booleans(),
)
def test_what_was_paid_never_moves_and_nothing_is_taken_twice(lines, advance, over):
    services = [Executed(worth, min(worth, free), taken) for worth, free, taken in lines]
    total = sum((one.worth for one in services), Decimal(0))
    parts = rules.recoveries(advance, total, services, LAW, over=over)
    for one, part in zip(services, parts, strict=True):
        assert part == one.taken if one.taken is not None else 0 <= part <= one.available
    fixed = sum((one.taken for one in services if one.taken is not None), Decimal(0))
    free = sum(parts) - fixed
    assert free <= max(Decimal(0), advance)


def test_it_begins_after_65_percent_and_ends_at_80():
    services = [Executed(Decimal(10), Decimal(10)) for _ in range(10)]
    parts = rules.recoveries(Decimal(9), Decimal(100), services, LAW, over=False)
    assert parts == [0, 0, 0, 0, 0, 0, 3, 6, 0, 0]
    called = rules.recoveries(
        Decimal(9), Decimal(100), services, LAW, over=False, called=Decimal(3)
    )
    assert called == [3, 0, 0, 0, 0, 0, 2, 4, 0, 0]


@given(
    st.decimals(1, 200_000, places=2),
    st.decimals(0, 60, places=2),
    st.lists(CENTS, min_size=1, max_size=4),
    st.lists(CENTS, max_size=3),
)
def test_each_has_its_part_and_no_cent_is_lost(amount, percent, holders, direct):
    own, theirs = rules.advance_parts(amount, percent, holders, direct)
    base = max(Decimal(0), amount - sum(direct, Decimal(0)))
    assert sum(own) == (rules.advance_of(base, percent) if sum(holders) else 0)
    assert theirs == [rules.advance_of(part, percent) for part in direct]
    for part, mine in zip(own, holders, strict=True):
        assert abs(part * sum(holders) - sum(own) * mine) <= sum(holders) * Decimal("0.01")


@given(CENTS, CENTS, st.decimals(0, 60, places=2))
def test_what_was_deducted_once_is_never_called_back(direct, deducted, percent):
    called = rules.called_back(direct, deducted, percent)
    most = rules.advance_of(max(direct, deducted), percent)
    assert abs(called + rules.advance_of(deducted, percent) - most) <= Decimal("0.01")
    assert not called or direct > deducted


@given(CENTS, st.decimals(0, 100, places=2), CENTS, CENTS)
def test_whoever_may_ask_has_enough_left_to_give_it_back(total, percent, done, left):
    part = rules.advance_of(total, percent)
    may = rules.may_ask(part, total=total, done=done, left=left, law=LAW)
    assert may is (part > 0 and part <= left and done < total * 65 / 100)
    assert rules.may_ask(part, total=total, done=Decimal(0), left=total, law=LAW) is bool(part)


@pytest.mark.parametrize(
    ("months", "rate", "percent"),
    [(12, 30, "30.00"), (10, 5, "5.00"), (15, 30, "24.00"), (13, 30, "27.70"), (None, 5, "5.00")],
)
def test_beyond_a_year_it_counts_on_twelve_months(months, rate, percent):
    assert rules.least_percent(months, rate) == Decimal(percent)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"percent": None}, "une avance est due"),
        ({"percent": Decimal(4)}, "au moins 5,00 %"),
        ({"percent": Decimal(101)}, "de 0 à 100"),
        ({"refused": True}, "elle n’a pas de part"),
        ({"percent": None, "refused": True}, ""),
        ({"percent": None, "amount": Decimal(50_000)}, ""),
        ({"percent": None, "months": 2}, ""),
        ({}, ""),
    ],
)
def test_an_advance_that_is_due_is_granted_or_refused(changes, why):
    told = {"percent": Decimal(5), "refused": False, "amount": Decimal(50_001), "months": 3}
    told |= changes
    reasons = rules.against_advance(told.pop("percent"), **told, law=LAW)
    assert bool(reasons) is bool(why)
    assert why in " ".join(map(str, reasons))


# The contract -----------------------------------------------------------------------------


def test_it_is_asked_for_until_it_is_said(as_, cast):
    assert account().due
    page = as_(cast.camille).get(at("payments")).content.decode()
    assert "à accorder, ou à dire refusée" in page
    with pytest.raises(Refused, match="une avance est due"):
        grant(cast, "")
    grant(cast, "", refused=True)
    assert not account().due
    assert "refusée par le titulaire" in as_(cast.camille).get(at("payments")).content.decode()


def test_the_schedule_shows_what_is_taken_back_and_reconciles(as_, cast):
    grant(cast)
    admit_all(cast)
    now = queries.standing_to_end(the_contract())
    assert now.account.advance == Decimal(29_340)
    back = [now.account.balance(one).recovered for one, _ in now.seen.rows]
    assert back == [0, 0, 0, Decimal("9780.00"), Decimal("19560.00")]
    assert now.account.advance + now.account.left == now.seen.total == Decimal(97_800)
    page = as_(cast.camille).get(at("payments")).content.decode()
    assert "19\u202f560\u202f€ d’avance retenue" in page
    table = as_(cast.camille).get(at("payments_table")).content.decode()
    assert "Avance à Atelier des Haies;à verser;;;;;29340,00" in table


def test_what_a_payment_took_back_no_longer_moves(cast):
    grant(cast)
    record(cast)
    admit_all(cast, pay=4)
    fourth = the_contract().instalments.all()[3]
    assert fourth.recovered_eur == Decimal(9_780)
    line = the_contract().atelier.stream.lines.filter(kind="contract.paid").last()
    assert line.payload["recovered_eur"] == "9780.00"
    with pytest.raises(Refused, match="elle ne change plus"):
        grant(cast, "20")
    grant(cast)


def test_what_nobody_said_was_paid_is_not_taken_back(cast):
    grant(cast)
    with pytest.raises(Refused, match="enregistrez d’abord le versement"):
        admit_all(cast, pay=4)
    assert [one.paid_on is None for one in the_contract().instalments.all()][:4] == [
        False, False, False, True
    ]  # fmt: skip


def test_once_all_is_paid_it_is_not_edited(as_, cast):
    clock.advance_to(LATER + timedelta(days=30))
    grant(cast)
    assert at("describe") in as_(cast.camille).get(at("payments")).content.decode()
    record(cast)
    with pytest.raises(Refused, match="l’avance est versée"):
        grant(cast, "20")
    admit_all(cast, pay=5)
    with pytest.raises(Refused, match="tout est payé"):
        grant(cast, "20")
    assert at("describe") not in as_(cast.camille).get(at("payments")).content.decode()


def test_a_shorter_contract_does_not_question_an_advance_already_paid(cast):
    """5 % on twelve months are 4 % of fifteen: once paid, they stay what they were."""
    grant(cast, "4", months=15)
    with pytest.raises(Refused, match="au moins 5,00"):
        grant(cast, "4")
    record(cast)
    grant(cast, "4")
    assert the_contract().duration_months == 12


def test_what_a_rejected_service_leaves_is_to_be_given_back(cast):
    grant(cast)
    record(cast)
    admit_all(cast, pay=4, but=4)
    now = account()
    assert now.recovered == Decimal(9_780)
    assert now.advance_left == Decimal(19_560)
    states = {one.state for one in the_contract().instalments.all()}
    assert states == {InstalmentState.ACCEPTED, InstalmentState.REJECTED}
