"""Pages that are being made → when the writing of an export goes on.

Python runs one thread at a time. An export is written for minutes, and a page is awaited: so whoever
writes one lets pages go first.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

LONGEST = 0.02
"""Seconds that some rows of an export wait for pages: where pages never end, exports go on slowly."""

_SHORTEST = 0.0002
"""Seconds between some rows and the next, in which whoever has just asked for a page is heard."""


class Turns:
    """The pages of a site that are being made, and its exports."""

    def __init__(self) -> None:
        """Begin with neither."""
        self._pages = 0
        self._quiet = threading.Event()
        self._quiet.set()

    @contextlib.contextmanager
    def page(self) -> Iterator[None]:
        """Make a page, on the event loop: exports wait meanwhile."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def give_way(self) -> None:
        """Wait, on the thread of an export, until there is no page to be made, or for a while."""
        time.sleep(_SHORTEST)
        self._quiet.wait(LONGEST)

    def _count(self, more: int) -> None:
        self._pages += more
        if self._pages:
            self._quiet.clear()
        else:
            self._quiet.set()


_TURNS: WeakKeyDictionary[Any, Turns] = WeakKeyDictionary()


def of_site(datasette: Any) -> Turns:
    """Give the turns of a site."""
    return _TURNS.setdefault(datasette, Turns())
