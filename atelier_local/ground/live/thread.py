"""A thread with a database connection of its own, which does in turn what the event loop asks."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connections

type _Asked = tuple[asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]


class Thread:
    """Begins when it is first asked. (There and back, an executor of one thread takes twice as
    long.)"""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._over = False
        self._loop: asyncio.AbstractEventLoop

    async def ask[T](self, function: Callable[..., T], *arguments: Any) -> T:
        """What `function` returns or raises, there."""
        if self._over:
            raise RuntimeError("this thread was stopped")
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put((future, function, arguments))
        return await future

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
                try:
                    close_old_connections()
                    answer, failure = function(*arguments), None
                except BaseException as raised:  # for whoever asked
                    answer, failure = None, raised
                self._loop.call_soon_threadsafe(_settle, future, answer, failure)
        finally:
            connections.close_all()


def _settle(future: asyncio.Future[Any], answer: Any, failure: BaseException | None) -> None:
    if future.done():  # whoever asked waits no more
        return
    if failure is None:
        future.set_result(answer)
    else:
        future.set_exception(failure)
