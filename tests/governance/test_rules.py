"""Who speaks for whom, when a text is shared: decisions on plain values."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.governance import rules
from atelier_local.programme.governance.enums import COLLEGE_OF, College, Opinion
from atelier_local.programme.people.access import Capability, allowed
from atelier_local.programme.people.enums import Role

colleges, opinions = st.sampled_from(College), st.sampled_from(Opinion)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(st.dictionaries(colleges, opinions))
def test_shared_takes_three_who_say_yes(given_opinions):
    yes = [o for o in given_opinions.values() if o is not Opinion.UNFAVOURABLE]
    assert (not rules.against_sharing(given_opinions)) is (len(yes) == 3)


@given(colleges, opinions, st.text(max_size=5), st.sets(colleges), st.booleans())
def test_approving(college, opinion, reservation, speaks_for, shared):
    refused = rules.against_approving(
        college, opinion, reservation, speaks_for=speaks_for, already_shared=shared
    )
    explained = opinion is Opinion.FAVOURABLE or bool(reservation.strip())
    assert (not refused) is (college in speaks_for and explained and not shared)


words = st.from_regex(r"[a-zé’]{1,9}( [a-zé’0-9]{1,9}){0,3}", fullmatch=True)


@given(words, st.just("") | words, st.none() | st.dates(date(2020, 1, 1), date(2099, 1, 1)))
def test_a_decision_reads_as_it_is_typed(text, carrier, due_on):
    one = rules.Decided(text, carrier, due_on)
    assert rules.decided(rules.typed(one)) == one
    assert not rules.against_deciding([one], due_on or date(2020, 1, 1))


def test_what_is_no_day_is_told():
    held = date(2027, 3, 1)
    good = rules.decided("Compter les cars / Région / pour le 15/03/2027")
    assert good == rules.Decided("Compter les cars", "Région", date(2027, 3, 15))
    assert not rules.against_deciding([good, rules.Decided("On continue.")], held)
    for line, why in {
        "Compter / Région / mars 2027": "l’échéance se lit JJ/MM/AAAA",
        "Compter / Région / 31/02/2027": "l’échéance se lit JJ/MM/AAAA",
        "Compter / 31/02/2027": "l’échéance se lit JJ/MM/AAAA",
        "Compter / Région / 28/02/2027": "passée avant la réunion",
        f"Compter / {'R' * 201}": "200 signes",
    }.items():
        (told,) = rules.against_deciding([rules.decided(line)], held)
        assert why in told.label, line


@given(moments, moments)
def test_opinions_are_asked_for_a_day_that_has_not_passed(due, now):
    assert bool(rules.against_asking(due.date(), now.date())) is (due.date() < now.date())


def test_whoever_may_validate_has_a_college_and_the_reverse():
    validating = {role for role in Role if allowed([role], Capability.VALIDATE)}
    assert validating == COLLEGE_OF.keys()
    assert rules.colleges_of(Role) == set(College)
    assert rules.colleges_of([Role.TEAM, Role.OPERATOR]) == set()


@given(moments, moments)
def test_a_meeting_ends_after_it_starts(starts, ends):
    assert (not rules.against_meeting(starts, ends)) is (starts < ends)


@given(moments, moments, st.booleans())
def test_a_meeting_is_recorded_once_and_not_before(starts, at, held):
    assert (not rules.against_holding(starts, at, held=held)) is (not held and at >= starts)
