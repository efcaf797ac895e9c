"""Exports and pages, which take turns."""

import threading

import pytest

from ezri_archive.web.serving import turns


def test_an_export_waits_while_a_page_is_made_and_goes_on_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60.0)
    site_turns = turns.Turns()
    export = threading.Thread(target=site_turns.give_way, daemon=True)
    with site_turns.page(), site_turns.page():
        export.start()
        export.join(0.05)
        assert export.is_alive()
    export.join(10)
    assert not export.is_alive()


def test_an_export_goes_on_although_pages_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.001)
    site_turns = turns.Turns()
    with site_turns.page():
        site_turns.give_way()
