"""Invented aligned rows, and readers of the formats they are written in, made from the formats' own rules."""

import gzip
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

import strategies
from ezri_archive.records import AlignedRow, AlignedSide, AlignedUnit

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

SENTENCES = {
    "en": [
        "Salt came by the northern road.",
        "Nobody asked who carried it & why.",
        "The harbour <closed> in 1931.",
    ],
    "he": ["המלח בא בדרך הצפון.", "איש לא שאל מי נשא אותו, ע״י מי ולמה.", "הנמל נסגר ב־1931."],
    "fa": ["نمک از راه شمال می‌آمد.", "کسی نپرسید چه کسی آن را می‌برد.", "بندر در ۱۹۳۱ بسته شد."],
}


def rows(
    *kinds: str,
    languages: tuple[str, str] = ("en", "he"),
    documents: tuple[str, str] = ("letter-7", "letter-7"),
) -> list[AlignedRow]:
    """Make a row for each kind (`1-2`) between two documents, segments numbered as they come."""
    sides = [enumerate(_endless(code), 1) for code in languages]
    return [_row(number, kind, languages, documents, sides) for number, kind in enumerate(kinds, 1)]


def _endless(language: str) -> Iterator[str]:
    return (SENTENCES[language][number % 3] for number in count())


def _row(
    number: int,
    kind: str,
    languages: tuple[str, str],
    documents: tuple[str, str],
    sides: list[Iterator[tuple[int, str]]],
) -> AlignedRow:
    taken = [[next(side) for _ in range(int(size))] for side, size in zip(sides, kind.split("-"), strict=True)]
    ids = [
        tuple(f"{document}.{code}.{place}" for place, _ in segments)
        for document, code, segments in zip(documents, languages, taken, strict=True)
    ]
    texts = [tuple(text for _, text in segments) for segments in taken]
    name = f"{'~'.join(dict.fromkeys(documents))}.{'-'.join(languages)}.letter.{number}"
    return AlignedRow(
        name, *languages, *documents, ids[0], ids[1], texts[0], texts[1],
        kind, 0.9731, "high", "ezri", "automatic", ("name: Anzali = אנזלי",),
    )  # fmt: skip


def unit(number: int, *codes: str) -> AlignedUnit:
    """Make a unit of one segment in each of some languages."""
    sides = (AlignedSide(code, (f"road-{code}",), (f"road-{code}.{code}.1",), (SENTENCES[code][0],)) for code in codes)
    return AlignedUnit(f"road.u{number}", tuple(sides), 0.88, ("ezri",), ("automatic",))


def any_rows() -> st.SearchStrategy[list[AlignedRow]]:
    """Make rows of any kinds, with any sentences of the three languages on their two sides."""
    kinds = st.lists(st.sampled_from(("1-1", "1-2", "2-1", "2-2", "1-0", "0-1")), max_size=4)
    return kinds.flatmap(lambda chosen: st.tuples(*map(_any_row, range(len(chosen)), chosen)).map(list))


def _any_row(number: int, kind: str) -> st.SearchStrategy[AlignedRow]:
    sizes = [int(size) for size in kind.split("-")]
    texts = st.tuples(
        *(st.tuples(*[st.one_of(strategies.trilingual_sentences(), strategies.markdown())] * size) for size in sizes)
    )
    ids = [
        tuple(f"d.{code}.{number}-{place}" for place in range(size))
        for code, size in zip(("en", "fa"), sizes, strict=True)
    ]
    return texts.map(
        lambda pair: AlignedRow(
            f"d.en-fa.{number}",
            "en",
            "fa",
            "d",
            "d",
            ids[0],
            ids[1],
            *pair,
            kind,
            0.5,
            "low",
            "ezri",
            "automatic",
        )
    )


# --- TMX ----------------------------------------------------------------------------------------------------

_TMX_DTD = """
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note | prop)*>
<!ATTLIST header
    creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
    segtype (block | paragraph | sentence | phrase) #REQUIRED
    o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED
    o-encoding CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
    changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT body (tu*)>
<!ELEMENT note (#PCDATA)>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED xml:lang CDATA #IMPLIED>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ATTLIST tu
    tuid CDATA #IMPLIED segtype (block | paragraph | sentence | phrase) #IMPLIED
    srclang CDATA #IMPLIED creationdate CDATA #IMPLIED>
<!ELEMENT tuv ((note | prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
"""
"""What TMX 1.4 allows of plain text (level 1): https://www.gala-global.org/tmx-14b"""


def read_tmx(content: bytes) -> list[etree._Element]:
    """Check a translation memory against the rules of TMX 1.4 and of those who read it; give its units."""
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    root = etree.fromstring(content)
    _check(root, _TMX_DTD)
    units = root.findall("body/tu")
    assert len({unit.get("tuid") for unit in units}) == len(units)
    for unit in units:
        assert all(prop.get("type", "").startswith("x-") for prop in unit.iter("prop"))
        assert all(segment.text and "\n" not in segment.text for segment in unit.iter("seg"))
    return units


def variants(found: etree._Element) -> dict[str, str]:
    """Give the texts of a unit of a translation memory by language."""
    return {variant.get(XML_LANG, ""): variant.findtext("seg") or "" for variant in found.iter("tuv")}


def _check(root: etree._Element, rules: str) -> None:
    from io import StringIO  # noqa: PLC0415 - lxml reads a DTD from a file alone

    dtd = etree.DTD(StringIO(rules))
    assert dtd.validate(root), dtd.error_log


# --- XCES ---------------------------------------------------------------------------------------------------


def read_xces(folder: Path, alignment: str) -> list[tuple[list[str], list[str]]]:
    """Read a bundle as OpusTools does: `FROM;TO`, sentences by plain `id` from the files named, raw text."""
    pairs = []
    root = etree.parse(folder / alignment).getroot()
    assert (root.tag, root.get("version")) == ("cesAlign", "1.0")
    for group in root.iter("linkGrp"):
        source, target = (_sentences(folder / group.get(name, "")) for name in ("fromDoc", "toDoc"))
        for link in group.iter("link"):
            assert 0 <= float(link.get("certainty", "")) <= 1
            first, second = link.get("xtargets", "").split(";")
            pairs.append(([source[name] for name in first.split()], [target[name] for name in second.split()]))
    return pairs


def _sentences(path: Path) -> dict[str, str]:
    root = etree.fromstring(gzip.decompress(path.read_bytes()))
    found = {sentence.get("id", ""): (sentence.text or "").strip() for sentence in root.iter("s")}
    assert len(found) == len(root.findall(".//s"))
    return found


# --- InterText ----------------------------------------------------------------------------------------------


def read_intertext(folder: Path, alignment: str) -> list[tuple[list[str], list[str], str]]:
    """Read a bundle as InterText does: `TO;FROM`, counts in `type`, every sentence of both sides in order."""
    group = etree.parse(folder / alignment).getroot()
    assert group.tag == "linkGrp"
    texts = [_numbered(folder / group.get(name, "")) for name in ("toDoc", "fromDoc")]
    rest = [list(text) for text in texts]
    links = []
    for link in group:
        sides = [side.split() for side in link.get("xtargets", "").split(";")]
        assert link.get("type") == f"{len(sides[0])}-{len(sides[1])}"
        for side, remaining in zip(sides, rest, strict=True):
            assert remaining[: len(side)] == side, "a gap in the alignment"
            del remaining[: len(side)]
        to, source = ([text[name] for name in side] for text, side in zip(texts, sides, strict=True))
        links.append((source, to, link.get("status", "")))
    assert rest == [[], []]
    return links


def _numbered(path: Path) -> dict[str, str]:
    root = etree.parse(path).getroot()
    (paragraph,) = root.findall("p")
    sentences = paragraph.findall("s")
    assert [sentence.get("id") for sentence in sentences] == [f"1:{number + 1}" for number in range(len(sentences))]
    return {sentence.get("id", ""): sentence.text or "" for sentence in sentences}
