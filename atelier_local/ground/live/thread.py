"""A thread with a database connection of its own, which does in turn what the event loop asks."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connections

type _Asked = tuple[asyncio.Future[Any] | None, Callable[..., Any], tuple[Any, ...]]

_log = logging.getLogger(__name__)


class Thread:
    """Begins when it is first asked. (There and back, an executor of one thread takes twice as
    long.)"""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._over = False

    async def ask[T](self, function: Callable[..., T], *arguments: Any) -> T:
        """What `function` returns or raises, there."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put((future, function, arguments))
        return await future

    def tell(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Have `function` called there in its turn, without waiting for what comes of it."""
        self._put((None, function, arguments))

    def _put(self, asked: _Asked) -> None:
        if self._over:
            raise RuntimeError("this thread was stopped")
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self._queue.put(asked)

    async def stop(self) -> None:
        """Do what is waiting, close the connection and end."""
        self._over = True
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        try:
            while asked := self._queue.get():
                future, function, arguments = asked
                _let_go()
                try:
                    answer, failure = function(*arguments), None
                except BaseException as raised:  # for whoever asked
                    answer, failure = None, raised
                if future is not None:
                    future.get_loop().call_soon_threadsafe(_settle, future, answer, failure)
                elif failure is not None:
                    _log.error("a thread could not do what it was told", exc_info=failure)
        finally:
            connections.close_all()


def _let_go() -> None:
    """Of a connection that no longer serves: what comes next opens another."""
    try:
        close_old_connections()
    except Exception:  # whatever it is: a thread that ended would leave a hall waiting for ever
        _log.warning("a connection that no longer serves could not be closed", exc_info=True)


def _settle(future: asyncio.Future[Any], answer: Any, failure: BaseException | None) -> None:
    if future.done():  # whoever asked waits no more
        return
    if failure is None:
        future.set_result(answer)
    else:
        future.set_exception(failure)
