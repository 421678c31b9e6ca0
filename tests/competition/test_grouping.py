"""A group is signed with as it was consulted (art. R2142-26)."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement.enums import MembershipRole as Role
from atelier_local.steps.competition.rules import grouping

NAMES = {"1": "Atelier des Haies", "2": "Bief et Cie", "3": "Paul Ormeau", "4": "Le Cabinet"}
groups = st.dictionaries(st.sampled_from(sorted(NAMES)), st.sampled_from(Role), min_size=1)


def told(group):
    return {who: [NAMES[who], str(role)] for who, role in group.items()}


@given(groups, groups)
def test_each_member_that_came_left_or_changed_is_named_and_no_other(then, now):
    why = [str(one) for one in grouping.against_changed_group(told(then), told(now))]
    came, left = now.keys() - then.keys(), then.keys() - now.keys()
    changed = {
        who for who in then.keys() & now.keys() if then[who] not in (Role.UNSPECIFIED, now[who])
    }
    assert len(why) == len(came) + len(left) + len(changed)
    for who in came | left | changed:
        assert sum(NAMES[who] in one for one in why) == 1
    assert all("R2142-26" in one for one in why)


@given(groups)
def test_a_group_that_stays_is_signed_with(group):
    assert grouping.against_changed_group(told(group), told(group)) == ()
    assert grouping.against_changed_group({}, told(group)) == ()  # consulted before it was kept


def test_only_members_of_the_group_are_counted_upon():
    firms = ["m:1", "m:12", "s:1", "m:2"]
    assert grouping.strangers(firms, [1, 2]) == ["m:12"]
    assert grouping.strangers(firms, [1, 2, 12]) == []
    assert grouping.against_regular([]) == ()
    assert "R2142-26" in str(grouping.against_regular(["m:12"])[0])
