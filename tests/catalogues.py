"""The messages of the interface: gathered from code and templates, and the catalogues brought up to date with them.

`python tests/catalogues.py` rewrites `web/locale/*.po`: what is new stands there untranslated, what is gone is not.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent / "src" / "ezri_archive" / "web"
LOCALE = WEB / "locale"
KEYWORDS = {"_": None, "say": None, "Message": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""
OPTIONS = {"templates/**.html": {"silent": "false"}}


def gathered() -> Catalog:
    """Gather every message that code or a template says; of several in a page, one."""
    catalogue = Catalog(project="ezri-archive", charset="utf-8")
    found = extract_from_dir(WEB, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(message, locations=[(file, None)], auto_comments=comments, context=context)
    return catalogue


def read(code: str) -> Catalog:
    """Read the catalogue of a language."""
    return read_po(io.BytesIO((LOCALE / f"{code}.po").read_bytes()), locale=code, abort_invalid=True)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Give the messages of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def update(code: str) -> None:
    """Bring the catalogue of a language up to date."""
    known = read(code)
    fresh = Catalog(locale=code, project="ezri-archive", charset="utf-8", fuzzy=False)
    for message in messages(gathered()):
        old = known.get(message.id)
        fresh.add(message.id, old.string if old else "", locations=message.locations)
    written = io.BytesIO()
    write_po(written, fresh, omit_header=True, width=0, no_location=True, sort_output=True)
    header = HEADER.format(code=code, plural_forms=fresh.plural_forms)
    (LOCALE / f"{code}.po").write_bytes(header.encode() + written.getvalue())


if __name__ == "__main__":
    for path in sorted(LOCALE.glob("*.po")):
        update(path.stem)
