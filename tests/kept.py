"""States that tests start from, reached once for the modules that follow one another.

Reaching a state takes longer than most tests. The cast, then its framework agreement, then the last
state asked for stay, in transactions one in the other, as long as modules start from them; each
test works in one more, undone at its end, on its own copy of the objects.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from tests.factories.ateliers import a_framework
from tests.factories.people import Cast, the_cast

CAST, FRAMEWORK = 1, 2
"""How many transactions keep that, and what is beneath it."""


class Kept:
    """`kept(make)`: what `make(cast)` makes, unless it is what the module before had made."""

    def __init__(self) -> None:
        self._held: list[contextlib.ExitStack] = []
        self._make: Callable | None = None
        self._made: Any = None
        self._asked = self.claimed = False

    @contextlib.contextmanager
    def claim(self) -> Iterator["Kept"]:
        """A module is at work on what is kept."""
        self.claimed, self._asked = True, False
        yield self
        self.claimed = False

    @property
    def cast(self) -> Cast:
        """Everyone that access is tested with."""
        assert self._asked, "a module says what it starts from before its tests begin"
        return self._cast

    def __call__[Made](self, make: Callable[[Cast], Made]) -> Made:
        self._asked = True
        if make is not self._make:
            self.let_go(but=CAST if make is nothing else FRAMEWORK)
            if not self._held:
                self._cast = self._hold(the_cast)
            if make is not nothing:
                if len(self._held) < FRAMEWORK:
                    self._hold(lambda: a_framework(self._cast))
                self._made = self._hold(lambda: make(self._cast))
            self._make = make
        return self._made

    def _hold[Made](self, make: Callable[[], Made]) -> Made:
        with contextlib.ExitStack() as held:
            held.enter_context(transaction.atomic())
            held.callback(transaction.set_rollback, True)
            made = make()
            connection.check_constraints()  # else PostgreSQL checks them again after each test
            self._held.append(held.pop_all())
        return made

    def let_go(self, *, but: int = 0) -> None:
        """Undo what was made last; the cast too, unless `but` says that it stays."""
        while len(self._held) > but:
            self._held.pop().close()
        self._make = self._made = None

    @contextlib.contextmanager
    def ground(self) -> Iterator[None]:
        """A transaction for what a module makes without the cast, undone at its end."""
        beneath = not self.claimed
        if beneath:
            self.let_go()
        with transaction.atomic():
            yield
            if beneath:
                self.let_go()
            transaction.set_rollback(True)


def nothing(cast: Cast) -> None:
    """What a module starts from, beyond the cast, unless it says otherwise."""
