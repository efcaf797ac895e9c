"""Two versions compared: what is in both, left out, added, moved; on a page, in a table, and how sure it is."""

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner

import sample_archive
from ezri_archive.alignment import Bitext, Line, align
from ezri_archive.cli import main
from ezri_archive.corrections import append_corrections
from ezri_archive.exports.reports import Figure, Passage, figures, passages, report_batches, report_columns
from ezri_archive.pipeline import build
from ezri_archive.records import Correction
from ezri_archive.web import compat, site
from ezri_archive.web.reading import report as report_page
from test_web_documents import page, words

MOVED = "آخرین یادداشت آن که تاریخ"
"""How the paragraph begins that the Persian version of the samples is given elsewhere."""
SANCTIONS = "הסנקציות הן חלק מההסבר."


@pytest.fixture(scope="module")
def folder(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the Hebrew article of the samples beside its Persian version, of which one paragraph is moved."""
    made = tmp_path_factory.mktemp("report")
    (made / "sources").mkdir()
    shutil.copy(samples / "salt-road.he.md", made / "sources")
    paragraphs = (samples / "salt-road.fa.md").read_text("utf-8").split("\n\n")
    (moved,) = (place for place, text in enumerate(paragraphs) if MOVED in text)
    first = next(place for place, text in enumerate(paragraphs) if text.startswith("بازرگانان رشت"))
    paragraphs.insert(first, paragraphs.pop(moved))
    (made / "sources" / "salt-road.fa.md").write_text("\n\n".join(paragraphs), "utf-8")
    build(made / "sources", made / "archive.db")
    return made


def report(folder: Path, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    command = ["report", str(folder / "archive.db"), *arguments, "--format", "jsonl"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == status, result.output
    return [json.loads(line) for line in result.output.splitlines()] if not status else [{"error": result.output}]


# --- what was moved -----------------------------------------------------------------------------------------

ENGLISH = (
    "The Gulnar left Anzali with 1,450 tons of salt on 11 January 2021.",
    "Captain Farhad Astaneh, aged 67, has sailed it more than 900 times.",
    "One ledger of 388 pages was kept by the Kamrani house from 1961 to 1974.",
    "Her colleague Shirin Kamrani is preparing it for the press in Rasht.",
    "The channel at Anzali must be dredged twice in every year.",
    "By 2025 the CLPA expects fewer than 50,000 tons.",
)
HEBREW = (
    "הגולנאר יצאה מאנזלי עם 1,450 טונות של מלח ב-11 בינואר 2021.",
    "רב החובל פרהאד אסתאנה, בן 67, הפליג בה יותר מ-900 פעם.",
    "פנקס אחד בן 388 עמודים ניהל בית קאמראני בשנים 1961 עד 1974.",
    "עמיתתה שירין קאמראני מכינה אותו לדפוס ברשת.",
    "את התעלה באנזלי יש להעמיק פעמיים בשנה.",
    "עד 2025 צופים ב-CLPA פחות מ-50,000 טונות.",
)


def bitext(source: tuple[str, ...], target: tuple[str, ...], languages: tuple[str, str] = ("en", "he")) -> Bitext:
    return Bitext("one", *languages, tuple(map(Line, source)), tuple(map(Line, target)))


@pytest.mark.parametrize(
    ("turned", "pairs"), [(False, [((2,), (0,)), ((3,), (1,))]), (True, [((0,), (2,)), ((1,), (3,))])]
)
def test_lines_that_stand_elsewhere_are_found_on_either_side(
    *, turned: bool, pairs: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> None:
    moved = (*HEBREW[2:4], *HEBREW[:2], *HEBREW[4:])
    made = bitext(moved, ENGLISH, ("he", "en")) if turned else bitext(ENGLISH, moved)

    (found,) = align([made]).moved

    assert [(bead.source, bead.target) for bead in found] == pairs
    assert all(bead.score >= 0.9 for bead in found)
    assert "number: 388 = 388" in found[0].evidence
    assert align([made], explain=False).moved[0][0].evidence == ()


def test_what_was_left_out_and_added_is_not_called_moved() -> None:
    added = ("איש לא ידע מה היה בארגזים.", "הגשם ירד כל הלילה ואיש לא ישן.", "הדייגים חזרו בלי דגים.")

    found = align([bitext(ENGLISH, (*HEBREW[:2], *added, *HEBREW[4:]))])

    assert found.moved == ((),)


@pytest.mark.shared
@pytest.mark.parametrize("pair", ["en-he", "en-fa", "he-fa"])
def test_what_is_called_moved_was_moved(shared: Path, pair: str) -> None:
    from ezri_archive.alignment.evaluation import load_gold  # noqa: PLC0415 - of this test alone

    right = total = 0
    for text, gold in load_gold(shared / "gold" / "align" / "ntrex" / "edited", pair)[::3]:
        turned = gold[: len(gold) // 3] + gold[len(gold) // 2 :] + gold[len(gold) // 3 : len(gold) // 2]
        order = [place for _, several in turned for place in several]
        shuffled = Bitext(text.id, *pair.split("-"), text.source, tuple(text.target[place] for place in order))
        known = {(one, other) for several, others in gold for one in several for other in others}
        found = align([shuffled], explain=False).moved[0]
        right += sum((bead.source[0], order[bead.target[0]]) in known for bead in found)
        total += len(found)
    assert right >= 0.95 * total > 0


# --- findings and figures -----------------------------------------------------------------------------------


def row(number: int, source: str, target: str, **more: Any) -> Mapping[str, Any]:
    finding = "both" if source and target else "source only" if source else "target only"
    return {
        "id": f"road.{number}", "n": number, "pair": "he-fa", "document_id": "he", "target_document_id": "fa",
        "source_lang": "he", "target_lang": "fa", "source_ids": source, "target_ids": target, "source_text": source,
        "target_text": target, "finding": finding, "stands_at": None, "score": 0.9, "score_band": "medium",
        "status": "automatic", "decided_by": None, "decided_on": None, **more,
    }  # fmt: skip


def found(*rows: Mapping[str, Any], base: str = "he") -> list[str]:
    return [one.finding for one in passages(rows, base)]


def test_a_finding_is_said_from_the_side_of_the_base() -> None:
    rows = [row(1, "he.he.1", "fa.fa.1"), row(2, "he.he.2", ""), row(3, "", "fa.fa.2")]

    assert found(*rows) == ["matched", "no counterpart found", "added"]
    assert found(*rows, base="fa") == ["matched", "added", "no counterpart found"]
    (first, *_) = passages(rows, "fa")
    assert (first.base_language, first.base_ids, first.other_ids) == ("fa", "fa.fa.1", "he.he.1")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("automatic", "no counterpart found"),
        ("confirmed", "no counterpart"),
        ("corrected", "no counterpart"),
        ("rejected", "no counterpart"),
    ],
)
def test_only_a_person_says_that_there_is_no_counterpart(status: str, said: str) -> None:
    assert found(row(1, "he.he.1", "", status=status)) == [said]


def test_an_identifier_of_another_form_has_no_place() -> None:
    assert found(row(1, "he", "fa.fa.x"), row(2, "he.he.1", "fa.fa.2")) == ["matched", "matched"]


def test_what_a_person_aligned_across_the_order_of_the_text_is_moved() -> None:
    rows = [
        row(1, "he.he.1", "fa.fa.2"),
        row(2, "he.he.2", "fa.fa.9", status="corrected"),
        row(3, "he.he.3", "fa.fa.3 fa.fa.4"),
        row(4, "he.he.4", "fa.fa.5"),
    ]

    assert found(*rows) == ["matched", "moved", "matched", "matched"]
    assert passages(rows, "he")[1].status == "corrected"


def test_figures_count_segments_of_both_texts_and_a_moved_passage_once() -> None:
    rows = [
        row(1, "he.he.1 he.he.2", "fa.fa.1", score_band="high"),
        row(2, "he.he.3", "", finding="moved", stands_at="road.4"),
        row(3, "he.he.4", ""),
        row(4, "", "fa.fa.2", finding="moved", stands_at="road.2"),
        row(5, "", "fa.fa.3 fa.fa.4", score_band="low"),
    ]

    made = passages(rows, "he")

    assert figures(made) == (
        Figure("matched", 1, 2, 0.5, 1, 0.25, (1, 0, 0)),
        Figure("moved", 1, 1, 0.25, 1, 0.25, (0, 1, 0)),
        Figure("no counterpart found", 1, 1, 0.25, 0, 0.0, (0, 1, 0)),
        Figure("added", 1, 0, 0.0, 2, 0.5, (0, 0, 1)),
    )
    assert made[1].status == "suggested"
    assert figures(()) == ()
    assert figures(passages([row(1, "he.he.1", "")], "he"))[0].other_share == 0


def test_a_long_report_is_written_in_batches() -> None:
    made = passages([row(number, "", f"fa.fa.{number}") for number in range(1, 502)], "he")

    batches = list(report_batches(made))

    assert [len(batch) for batch in batches] == [500, 1]
    assert len(batches[0][0]) == len(report_columns())
    assert list(report_batches([])) == []


# --- the command ----------------------------------------------------------------------------------------------


def test_the_table_says_what_was_left_out_added_and_moved(folder: Path) -> None:
    rows = report(folder, "salt-road-he", "salt-road-fa")

    by_text = {one["base_text"] or one["other_text"]: one for one in rows}
    left_out = by_text[SANCTIONS]
    assert (left_out["finding"], left_out["other_text"]) == ("no counterpart found", "")
    added = next(one for text, one in by_text.items() if text.startswith("تا یک نسل پیش"))
    assert added["finding"] == "added"
    moved = next(one for text, one in by_text.items() if text.startswith(MOVED))
    partner = next(one for one in rows if one["id"] == moved["stands_at"])
    assert (moved["finding"], moved["status"], partner["stands_at"]) == ("moved", "suggested", moved["id"])
    assert partner["base_text"].startswith("הרישום האחרון")
    assert [one["number"] for one in rows] == list(range(1, len(rows) + 1))


def test_without_another_document_all_are_compared(folder: Path, tmp_path: Path) -> None:
    assert report(folder, "salt-road-fa") == report(folder, "salt-road-fa", "salt-road-he")
    out = tmp_path / "report.csv"
    result = CliRunner().invoke(main, ["report", str(folder / "archive.db"), "salt-road-fa", "--out", str(out)])
    assert result.exit_code == 0
    assert out.read_text("utf-8").startswith("id,number,pair,finding,base_document,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "holds no alignments of nothing with any other document"),
        (("salt-road-he", "nothing"), "holds no alignments of salt-road-he with nothing"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    (told,) = report(folder, *arguments, status=1)
    assert message in told["error"]


def test_what_a_person_decides_is_no_suggestion_any_more(folder: Path, tmp_path: Path) -> None:
    made = Path(shutil.copytree(folder, tmp_path / "made"))
    rows = report(made, "salt-road-he", "salt-road-fa")
    moved = next(one for one in rows if one["finding"] == "moved" and one["base_ids"])
    partner = next(one for one in rows if one["id"] == moved["stands_at"])
    signed = ("Dana", "2026-03-20")
    alone = next(one for one in rows if one["base_text"] == SANCTIONS)
    append_corrections(
        made / "sources",
        [
            Correction("he-fa", (moved["base_ids"],), (partner["other_ids"],), (moved["base_text"],),
                       (partner["other_text"],), "corrected", *signed),
            Correction("he-fa", (alone["base_ids"],), (), (SANCTIONS,), (), "confirmed", *signed),
        ],
    )  # fmt: skip
    build(made / "sources", made / "archive.db")

    after = {one["base_ids"]: one for one in report(made, "salt-road-he", "salt-road-fa") if one["base_ids"]}

    decided = after[moved["base_ids"]]
    assert (decided["finding"], decided["status"], decided["other_ids"]) == ("moved", "corrected", partner["other_ids"])
    assert (decided["decided_by"], decided["decided_on"]) == signed
    assert after[alone["base_ids"]]["finding"] == "no counterpart"
    with closing(sqlite3.connect(made / "archive.db")) as connection:
        held = connection.execute("SELECT alignment_id FROM moved").fetchall()
    assert (moved["id"],) not in held
    assert held


# --- the page ---------------------------------------------------------------------------------------------------

asynchronous = pytest.mark.asyncio(loop_scope="module")
REPORT = "/-/ezri/report/salt-road-he~salt-road-fa"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(folder: Path) -> AsyncIterator[Any]:
    made = site.make_datasette(folder / "archive.db")
    await made.invoke_startup()
    yield made
    compat.close(made)


@asynchronous
async def test_the_page_begins_with_figures_of_every_finding(served: Any) -> None:
    shown = await page(served, REPORT)

    rows = [[words(cell) for cell in one.cssselect("th, td")] for one in shown.cssselect(".ezri-figures tbody tr")]
    assert [one[0] for one in rows] == ["Has a counterpart", "Stands elsewhere", "No counterpart found", "Added"]
    assert rows[2][1:3] == ["5", "5 10.9%"]
    assert all(len(one) == 7 for one in rows)


@asynchronous
async def test_passages_that_differ_stand_in_order_each_in_its_language(served: Any) -> None:
    shown = await page(served, REPORT)

    rows = shown.cssselect(".ezri-reading tbody tr")
    sides = [[(cell.get("lang"), cell.get("dir")) for cell in one.cssselect("td.ezri-side")] for one in rows]
    assert sides[0] == [("en", "ltr"), ("fa", "rtl")]
    left_out = next(one for one in rows if SANCTIONS in words(one))
    assert "No counterpart found" in words(left_out)
    assert left_out.cssselect("td.ezri-side")[0].get("lang") == "he"
    assert not [one for one in rows if "Has a counterpart" in words(one)]
    read = [link.get("href") for link in left_out.cssselect("a") if words(link) == "Side by side"]
    assert read[0].startswith("/-/ezri/read/salt-road")
    assert (await served.client.get(read[0])).status_code == 200


@asynchronous
async def test_what_stands_elsewhere_leads_there_and_back(served: Any) -> None:
    shown = await page(served, REPORT)

    links = {
        one.get("id"): one.xpath(".//a[starts-with(@href, '#p')][not(ancestor::th)]/@href")
        for one in shown.cssselect(".ezri-reading tbody tr")
    }
    moved = {name: found[0] for name, found in links.items() if found}
    assert moved
    assert all(target.removeprefix("#") in moved for target in moved.values())
    assert any(moved[target.removeprefix("#")] == f"#{name}" for name, target in moved.items())


@asynchronous
@pytest.mark.parametrize("address", [REPORT, f"{REPORT}?show=all", f"{REPORT}?pair=he-fa&from=3", f"{REPORT}?from=999"])
@pytest.mark.parametrize("code", ["en", "he", "fa"])
async def test_every_form_of_the_page_is_shown_in_every_language(served: Any, address: str, code: str) -> None:
    shown = await page(served, f"{address}{'&' if '?' in address else '?'}_ui={code}")
    assert shown.get("lang") == code


@asynchronous
async def test_all_passages_are_shown_to_who_asks(served: Any) -> None:
    some, every = await page(served, REPORT), await page(served, f"{REPORT}?show=all")
    assert 0 < len(some.cssselect(".ezri-reading tbody tr")) < len(every.cssselect(".ezri-reading tbody tr"))


@asynchronous
async def test_a_long_report_has_pages_and_leads_from_one_to_another(
    served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_page, "PAGE", 5)
    seen: list[str] = []
    address = f"{REPORT}?from=1&show=all"  # not the address of another test, whose page is kept
    while address:
        shown = await page(served, address)
        seen += [str(one.get("id")) for one in shown.cssselect(".ezri-reading tbody tr")]
        address = next(iter(shown.xpath("//a[@rel='next']/@href")), "")
        for link in shown.xpath("//a[text()='where it stands in the other']/@href"):
            there = await page(served, link) if "?" in link else shown
            assert there.xpath(f"//tr[@id='{link.rpartition('#')[2]}']")
    assert seen == [f"p{number}" for number in range(1, len(seen) + 1)]
    assert len(shown.xpath("//a[@rel='prev']")) == 2


@asynchronous
async def test_a_version_is_a_report_with_its_original_first(served: Any) -> None:
    response = await served.client.get("/archive/versions.json?_shape=array")
    name = response.json()[0]["id"]

    shown = await page(served, f"/-/ezri/report/{name}")

    assert [one.get("lang") for one in shown.cssselect("dd a")] == ["he", "fa"]


@asynchronous
@pytest.mark.parametrize("address", ["/-/ezri/document/salt-road-fa", "/-/ezri/read/salt-road-fa"])
async def test_documents_and_works_lead_to_it(served: Any, address: str) -> None:
    shown = await page(served, address)
    links = [href for href in shown.xpath("//a/@href") if "/-/ezri/report/" in href]
    assert links
    for href in links:
        assert (await served.client.get(href)).status_code == 200


@asynchronous
@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/-/ezri/report/nothing", 404, "No such version in this archive"),
        ("/-/ezri/report/a~b~c", 404, "No such version in this archive"),
        ("/-/ezri/report/salt-road-he~nothing", 404, "No such document in this archive"),
        ("/-/ezri/report/salt-road-he~salt-road-he", 404, "Nothing of these two documents is aligned"),
        (f"{REPORT}?pair=xx", 400, "compared in he-fa only"),
        (f"{REPORT}?from=0", 400, "from: the number of a passage is wanted"),
        (f"{REPORT}?from=%3Cscript%3E", 400, "from: the number of a passage is wanted"),
    ],
)
async def test_what_is_no_report_is_refused(served: Any, address: str, status: int, message: str) -> None:
    response = await served.client.get(address)
    assert response.status_code == status
    assert message in response.text


@asynchronous
async def test_a_version_elsewhere_has_no_report_and_pairs_can_be_chosen(tmp_path: Path) -> None:
    made = site.make_datasette(sample_archive.write(tmp_path / "archive.db"))
    await made.invoke_startup()
    try:
        elsewhere = await made.client.get("/-/ezri/report/letter-7.v1")
        held = await page(made, "/-/ezri/report/road.v1")
        inside = await page(made, "/-/ezri/report/letter-7~letter-7")
    finally:
        compat.close(made)

    assert elsewhere.status_code == 404
    assert "is not held here" in elsewhere.text
    assert [one.get("lang") for one in held.cssselect("dd a")] == ["he", "fa"]
    assert "No passage differs." in words(held)
    assert "No counterpart found" in words(inside)


def test_a_passage_of_a_report_is_a_record() -> None:
    (made,) = passages([row(1, "he.he.1", "")], "he")
    assert isinstance(made, Passage)
    assert made.stands_at == made.decided_by == ""
