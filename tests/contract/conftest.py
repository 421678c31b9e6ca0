"""An awarded competition is slow to make: once for all tests of a module."""

from tests.competition.conftest import as_, cast, kept

__all__ = ["as_", "cast", "kept"]
