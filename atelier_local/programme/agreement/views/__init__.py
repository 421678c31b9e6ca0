"""The agreement as public reference, and the pages from which the national team runs it."""

from .firms import firm, spellings
from .firms import firms as firms_page
from .holders import add_consortium, agents, members
from .law import law_table
from .reference import consortium, framework
from .writing import amend, create, environment

__all__ = [
    "add_consortium",
    "agents",
    "amend",
    "consortium",
    "create",
    "environment",
    "firm",
    "firms_page",
    "framework",
    "law_table",
    "members",
    "spellings",
]
