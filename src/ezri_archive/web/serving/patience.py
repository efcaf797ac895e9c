"""A connection → closed, when whoever is at its other end neither asks nor reads.

uvicorn waits for ever for the rest of a request, and for a reader who takes nothing of an answer; a few hundred such
connections would keep everybody else out.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

# uvicorn chooses one of two classes.
_Protocol: Any = AutoHTTPProtocol

SECONDS_TO_ASK = 15.0
"""How long a connection may take to send a whole request."""

MOST_UNASKED = 131_072
"""Bytes a connection may send that are no whole request yet, or follow one that was refused."""

SECONDS_TO_READ = 60.0
"""How long a reader may take nothing of what is sent."""


class Impatient(_Protocol):
    """uvicorn's own protocol, with an end to waiting."""

    _asking: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _unasked = 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        _send_at_once(transport)
        self._asking = self.loop.call_later(SECONDS_TO_ASK, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting_to_ask()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request that is not whole yet."""
        before = self.cycle
        self._unasked += len(data)
        if self._unasked > MOST_UNASKED:
            self.transport.abort()
            return
        super().data_received(data)
        if self.cycle is None or (self.cycle is before and before.response_complete) or self.cycle.more_body:
            self._asking = self._asking or self.loop.call_later(SECONDS_TO_ASK, self.transport.abort)
        else:
            self._stop_waiting_to_ask()
            self._unasked = 0

    def pause_writing(self) -> None:
        """Begin to wait for a reader who takes nothing."""
        self._reading = self._reading or self.loop.call_later(SECONDS_TO_READ, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """Stop waiting: something was taken."""
        if self._reading:
            self._reading.cancel()
        self._reading = None
        super().resume_writing()

    def _stop_waiting_to_ask(self) -> None:
        if self._asking:
            self._asking.cancel()
        self._asking = None


def _send_at_once(transport: Any) -> None:
    """Send the last packet of an answer without waiting for the reader to acknowledge the one before (40 ms).

    asyncio does that for sockets whose protocol is named; one that was bound by `create_server` names none.
    """
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.family in {socket.AF_INET, socket.AF_INET6}:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
