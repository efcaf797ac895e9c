"""The interface in the reader's language: which one that is, what the catalogues say, how pages are written in it."""

import copy
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request
from lxml import html

import catalogues
from ezri_archive.web import compat, interface
from ezri_archive.web.speaking.words import INTERFACES, Message, words

CATALOGUES = [code for code in INTERFACES if code != "en"]
NO_JOINER = re.compile(r"\b(?:ن?می) (?=[ا-ی])|(?<=[ا-ی]) ها(?:ی|ست)?\b|[يكة]")
ADDRESSES = ["/", "/-/ezri/document/letter-7", "/-/ezri/read/letter-7", "/-/ezri/read/none", "/-/ezri/document/none"]


def request(query: str = "", *, cookie: str = "", accepted: str = "") -> Request:
    headers = {"cookie": f"{interface.COOKIE}={cookie}" if cookie else "", "accept-language": accepted}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
    }
    return Request(scope, None)


def text(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


# --- the catalogues -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_catalogue_has_every_message_of_the_pages_and_no_other(code: str) -> None:
    wanted = {message.id for message in catalogues.messages(catalogues.gathered())}
    assert len(wanted) > 100
    assert {message.id for message in catalogues.messages(catalogues.read(code))} == wanted


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_message_is_translated_and_none_is_in_doubt(code: str) -> None:
    for message in catalogues.messages(catalogues.read(code)):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(said), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_translation_has_the_placeholders_of_its_message(code: str) -> None:
    for message in catalogues.messages(catalogues.read(code)):
        if isinstance(message.id, tuple):
            # One thing can be said without its number.
            assert all(placeholders(said) <= placeholders(message.id[1]) for said in message.string)
            assert placeholders(message.string[-1]) == placeholders(message.id[1])
        else:
            assert placeholders(message.string) == placeholders(message.id)


@pytest.mark.parametrize("code", CATALOGUES)
def test_the_catalogues_stand_as_they_are_gathered(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = (catalogues.LOCALE / f"{code}.po").read_bytes()
    (tmp_path / f"{code}.po").write_bytes(kept)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    catalogues.update(code)
    assert (tmp_path / f"{code}.po").read_bytes() == kept


def test_persian_words_are_joined_as_they_are_spelt() -> None:
    for message in catalogues.messages(catalogues.read("fa")):
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not NO_JOINER.search(said), said


def placeholders(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name}


# --- whose language it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (request(), "en"),
        (request("_ui=he"), "he"),
        (request("_ui=fa", cookie="he", accepted="en"), "fa"),
        (request(cookie="he", accepted="fa"), "he"),
        (request("_ui=xx", cookie="he"), "he"),
        (request("_ui=", cookie="<b>"), "en"),
        (request(accepted="fa"), "fa"),
        (request(accepted="fa-IR,fa;q=0.9,en;q=0.8"), "fa"),
        (request(accepted="de,he;q=0.4,en;q=0.7"), "en"),
        (request(accepted="iw-IL"), "he"),
        (request(accepted="prs;q=0.9, de"), "fa"),
        (request(accepted="he;q=0, fa;q=0.1"), "fa"),
        (request(accepted="he;q=much, fa;q=0.1"), "fa"),
        (request(accepted="de, *"), "en"),
    ],
)
def test_the_reader_is_asked_before_the_browser(asked: Request, code: str) -> None:
    assert interface.language_of(asked) == code


@pytest.mark.asyncio(loop_scope="module")
async def test_a_choice_is_kept_in_a_cookie(served: Any) -> None:
    first = await served.client.get("/-/ezri/read/letter-7?_ui=he")
    (cookie,) = first.headers.get_list("set-cookie")
    assert cookie == "ezri_ui=he; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
    later = await served.client.get("/", cookies={"ezri_ui": "he"})
    assert html.fromstring(later.text).get("lang") == "he"
    assert "set-cookie" not in later.headers


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", ["/?_ui=xx", "/", "/?_ui=he", "/archive/segments"])
async def test_nothing_is_kept_that_is_no_new_choice(served: Any, path: str) -> None:
    response = await served.client.get(path, cookies={"ezri_ui": "he"})
    assert "set-cookie" not in response.headers
    assert "set-cookie" not in (await served.client.post(path + "#", cookies={"ezri_ui": "fa"})).headers


@pytest.mark.asyncio(loop_scope="module")
async def test_a_site_without_an_archive_keeps_nothing() -> None:
    alone = Datasette([], memory=True)
    await alone.invoke_startup()
    assert "set-cookie" not in (await alone.client.get("/?_ui=he")).headers
    compat.close(alone)


# --- pages in it ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("he", "rtl"), ("fa", "rtl")])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_whole_page_is_in_the_language_of_its_reader(
    served: Any, address: str, code: str, direction: str
) -> None:
    response = await served.client.get(f"{address}?_ui={code}&from=1")
    shown = html.fromstring(response.text)
    assert (shown.get("lang"), shown.get("dir")) == (code, direction)
    assert {name.strip() for name in response.headers["vary"].split(",")} >= {"Accept-Language", "Cookie"}
    choices = shown.cssselect(".ezri-tongues a")
    assert [(one.get("lang"), text(one)) for one in choices] == [("en", "English"), ("he", "עברית"), ("fa", "فارسی")]
    assert [one.get("aria-current") for one in choices] == ["true" if one == code else None for one in INTERFACES]
    assert [one.get("href") for one in choices] == [f"?from=1&_ui={one}" for one in INTERFACES]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("code", CATALOGUES)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_english_word_of_ours_is_left_on_a_page(served: Any, address: str, code: str) -> None:
    response = await served.client.get(f"{address}?_ui={code}")
    said = html.fromstring(response.text)
    for element in said.cssselect("body [lang], bdi, [dir=auto], [dir=ltr], script, pre, q, .ezri-tongues, title"):
        element.drop_tree()
    left = re.findall(r"[A-Za-z]{3,}", text(said))
    assert set(left) <= {"TEI", "BibTeX", "CSL", "JSON", "RIS", "Datasette", "txt", "letter"}


@pytest.mark.asyncio(loop_scope="module")
async def test_a_refusal_is_in_the_language_of_its_reader(served: Any) -> None:
    response = await served.client.get("/-/ezri/read/letter-7?langs=de&_ui=fa")
    assert response.status_code == 400
    assert text(html.fromstring(response.text).cssselect("h1")[0]) == (
        "langs: این اثر را به 'de' نمی‌توان خواند، فقط به: en, he, fa"
    )


@pytest.mark.parametrize(
    ("code", "number", "date", "month", "year", "counted"),
    [
        ("en", "12,345", "4 March 2019", "June 2021", "1999", "2 segments"),
        ("he", "12,345", "4 במרץ 2019", "יוני 2021", "1999", "2 מקטעים"),
        ("fa", "۱۲٬۳۴۵", "۴ مارس ۲۰۱۹", "ژوئن ۲۰۲۱", "۱۹۹۹", "۲ پاره"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_does(  # noqa: PLR0913, PLR0917 - a row of the table
    code: str, number: str, date: str, month: str, year: str, counted: str
) -> None:
    spoken = words(code)
    assert spoken.number(12345) == number
    assert [spoken.date(one) for one in ("2019-03-04", "2021-06", "1999", "spring")] == [date, month, year, "spring"]
    assert spoken.count("{count} segment", "{count} segments", 2) == counted


@pytest.mark.parametrize(
    ("code", "names"),
    [("en", ["Persian", "Central Kurdish", "xx", ""]), ("he", ["פרסית", "כורדית סוראנית", "xx", ""]),
     ("fa", ["فارسی", "کردی مرکزی", "xx", ""])],
)  # fmt: skip
def test_languages_are_named_in_the_language_of_the_reader(code: str, names: list[str]) -> None:
    assert [words(code).language(one) for one in ("fa", "ckb", "xx", "")] == names


def test_a_message_is_english_until_a_page_shows_it() -> None:
    message = Message("{segments} segments, {words} words", segments=1200, words=Message("Words"))
    assert message == "1200 segments, Words words"
    assert words("fa").say(message) == "۱٬۲۰۰ پاره، واژه‌ها واژه"
    assert words("en").say(message) == "1,200 segments, Words words"
    assert words("he").say("") == words("he").say(Message("")) == ""


def test_a_message_can_be_copied_and_keeps_what_it_says() -> None:
    message = copy.deepcopy(Message("This work has nothing from unit {number} on", number=7))
    assert words("he").say(message) == "אין בחיבור הזה דבר מיחידה 7 ואילך"
