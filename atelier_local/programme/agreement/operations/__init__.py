"""Every write about an agreement: its bounds, its holders, who acts for them, what it spends."""

from .amending import (
    FROZEN,
    amend_framework,
    answer_environment,
    create_framework,
    frozen_in,
    mark_used,
)
from .checking import check_siren, judge_spelling
from .holders import appoint_agent, qualify, recruit_agent
from .registering import (
    add_consortium,
    load_founding_document,
    load_specialities,
    register_consortium,
    register_framework,
)
from .spending import commit, release

__all__ = [
    "FROZEN",
    "add_consortium",
    "amend_framework",
    "answer_environment",
    "appoint_agent",
    "check_siren",
    "commit",
    "create_framework",
    "frozen_in",
    "judge_spelling",
    "load_founding_document",
    "load_specialities",
    "mark_used",
    "qualify",
    "recruit_agent",
    "register_consortium",
    "register_framework",
    "release",
]
