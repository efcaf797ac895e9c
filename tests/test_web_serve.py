"""`serve`: a site on a port, and its end."""

import os
import signal
import socket
import threading
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

import sample_archive
from ezri_archive.errors import ArchiveError
from ezri_archive.web import site


def test_a_site_answers_at_the_address_it_announces_and_ends_when_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = sample_archive.write(tmp_path / "archive.db")
    opened: list[str] = []
    answered: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)

    def visit(address: str) -> None:
        try:
            with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - our own server
                answered.append(response.read().decode())
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    def announce(address: str) -> None:
        visitors.append(threading.Thread(target=visit, args=(address,)))
        visitors[0].start()

    visitors: list[threading.Thread] = []
    site.serve(archive, host="127.0.0.1", port=0, open_browser=True, announce=announce)
    visitors[0].join()
    assert "Salt Road Archive" in answered[0]
    assert opened[0].startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    archive = sample_archive.write(tmp_path / "archive.db")
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ArchiveError, match=rf"127\.0\.0\.1:{port}: cannot be served there: Address already in use"):
            site.serve(archive, host="127.0.0.1", port=port)
