"""A page → the headers that tell a browser what it may do: run our own scripts, and nothing from anywhere else.

Which scripts stand in a page is known from its templates: each `<script>` of a template is marked as it is compiled,
the marks are taken out of the finished page, and a script that had one is allowed by its hash. What comes from a source
or an address can therefore never run, whatever page it slips into.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from ezri_archive.web import compat

_MARK = f' data-ezri-script="{secrets.token_hex(16)}"'
_MARKED = re.compile(rf"<script{_MARK}([^>]*)>(.*?)</script", re.DOTALL)
_SOURCE = re.compile(r"""\bsrc=["']?(https?://[^/"'\s>]+)""")
_OPENING = re.compile(r"<script(?=[\s>{])")
# Datasette 1.0 has one button whose click is written in the page.
_CLICKS = ("openColumnChooser()",)
# What comes from outside is escaped, so that no page of Datasette's can have it.
_OURS = '<body class="ezri '
_ALWAYS = "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
_NEVER = "base-uri 'none'; frame-ancestors 'none'"

HEADERS: Mapping[bytes, bytes] = MappingProxyType(
    {
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        b"x-frame-options": b"DENY",
    }
)
"""Headers of every answer, where it does not say them itself."""

NO_PAGE = b"default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of what is no page: files, JSON."""


class _Marking(Extension):
    """Marks the scripts of a template, never what is put into it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        return _OPENING.sub(f"<script{_MARK}", source)


def mark_scripts(datasette: Any) -> None:
    """Have the scripts of all templates of a site marked, those of other plugins too."""
    environment: Environment = compat.template_environment(datasette)
    environment.add_extension(_Marking)
    if environment.cache is not None:
        environment.cache.clear()


def policy(page: str) -> tuple[str, bytes]:
    """Take the marks out of a page, and write its Content-Security-Policy.

    Our own pages have no style but the stylesheets; Datasette's have styles in their elements.
    """
    ours = _OURS in page
    found = _MARKED.findall(page)
    scripts = sorted({*map(_hash, (body for _, body in found if body.strip())), *_sources(found)})
    if "openColumnChooser()" in page:
        scripts += ["'unsafe-hashes'", *map(_hash, _CLICKS)]
    style = "style-src 'self'; " if ours else "style-src 'self' 'unsafe-inline'; "
    said = _ALWAYS + "script-src " + " ".join(["'self'", *scripts]) + f"; {style}{_NEVER}"
    return page.replace(_MARK, ""), said.encode("ascii")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _sources(found: list[tuple[str, str]]) -> set[str]:
    """Name the hosts from which templates take scripts (a plugin's, a site's own choice)."""
    return {source for attributes, _ in found for source in _SOURCE.findall(attributes)}
