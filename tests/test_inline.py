"""Inline markup: the words, the marks on them, and where each character stood."""

import unicodedata

import pytest
from hypothesis import given

from ezri_archive.readers.text.inline import read_inline
from strategies import markdown

Spans = list[tuple[str, str, str]]


def inline(source: str, *, quoted: bool = False) -> tuple[str, Spans]:
    read = read_inline(source, 0, len(source), quoted=quoted)
    return read.text, [(mark.kind, read.text[mark.start : mark.end], mark.target) for mark in read.marks]


def em(words: str) -> tuple[str, str, str]:
    return ("emphasis", words, "")


def strong(words: str) -> tuple[str, str, str]:
    return ("strong", words, "")


def link(words: str, url: str = "") -> tuple[str, str, str]:
    return ("link", words, url or words)


URL = "https://almog.example/a"


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("*one* two", "one two", [em("one")]),
        ("_one_ **two** __three__", "one two three", [em("one"), strong("two"), strong("three")]),
        ("***both***", "both", [strong("both"), em("both")]),
        ("**out *in* out**", "out in out", [strong("out in out"), em("in")]),
        ("*out **in***", "out in", [em("out in"), strong("in")]),
        ("***a** b*", "a b", [em("a b"), strong("a")]),
        ("*a **b* c**", "a b c", [em("a b c")]),
        ("*a *b* c*", "a b c", [em("a b c")]),
        ("*foo**bar*", "foo**bar", [em("foo**bar")]),
        ("**foo*", "*foo", [em("foo")]),
        ("**שם:**דבר", "שם:דבר", [strong("שם:")]),
        ("(*see* that)", "(see that)", [em("see")]),
        ("*ספר* של *کتاب*", "ספר של کتاب", [em("ספר"), em("کتاب")]),
        ("* a * b", "* a * b", []),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("snake_case_word", "snake_case_word", []),
        ("a *b", "a *b", []),
        ("word* and (note*", "word* and (note*", []),
        ("****four****", "****four****", []),
        ("** **", "** **", []),
        ("10<sup>th</sup>, H<sub>2</sub>O", "10th, H2O", [("superscript", "th", ""), ("subscript", "2", "")]),
        ("<b>bold *and* </b>more", "bold and more", [strong("bold and"), em("and")]),
        ("<u>under</u><span>lined</span>", "underlined", []),
        ("<i><i>twice</i></i>", "twice", [em("twice")]),
        ("10<sup>th, 3</sub> <x>y</x>", "10<sup>th, 3</sub> <x>y</x>", []),
        ("*a <sup>b* c</sup>", "*a b* c", [("superscript", "b* c", "")]),
        ("one<br>two<br />three</p>four", "one two three four", []),
        ("a < b > c", "a < b > c", []),
        ("\\*no\\* \\_no\\_ \\<b> C:\\dir", "*no* _no_ <b> C:\\dir", []),
        ("&lt;b&gt; &amp;amp; &quot;&#1513;&#x5DC;&quot;", '<b> &amp; "של"', []),
        ("AT&T; &unknown; &notit; a&nbsp;b", "AT&T; &unknown; &notit; a b", []),
        ("  a \t b\u00a0\u00a0c\r\nd ", "a b c d", []),
        ("be\x07ll", "bell", []),
    ],
)
def test_markup_becomes_marks_and_unclosed_markup_is_text(source: str, text: str, marks: Spans) -> None:
    assert inline(source) == (text, marks)


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        (f"<{URL}> ,", f"{URL} ,", [link(URL)]),
        ("<https://almog.example/\n  long>", "https://almog.example/long", [link("https://almog.example/long")]),
        ("<https://almog.example/\r\nlong>", "https://almog.example/long", [link("https://almog.example/long")]),
        ("<mailto:a@b.example>", "mailto:a@b.example", [link("mailto:a@b.example")]),
        ("to <a.b@almog.example>.", "to a.b@almog.example.", [link("a.b@almog.example", "mailto:a.b@almog.example")]),
        ("<https://a b>", "<https://a b>", [link("https://a")]),
        (f"see {URL}.", f"see {URL}.", [link(URL)]),
        (f"{URL}_b_c?x=1&amp=2", f"{URL}_b_c?x=1&amp=2", [link(f"{URL}_b_c?x=1&amp=2")]),
        (f"**{URL}**", URL, [link(URL), strong(URL)]),
        ("https:// and www. are none", "https:// and www. are none", []),
        (f"[label]({URL})", "label", [link("label", URL)]),
        ("[ label ](#note)", "label", [link("label", "#note")]),
        (f'[label]( <{URL}>  "title" )', "label", [link("label", URL)]),
        ("[a b](<a b.html>)", "a b", [link("a b", "a b.html")]),
        ("[label](https://almog.example/\n  a)", "label", [link("label", URL)]),
        ("[la\nbel](https://almog.example/a)", "la bel", [link("la bel", URL)]),
        (f"[**bold** label]({URL}_(b))", "bold label", [link("bold label", f"{URL}_(b)"), strong("bold")]),
        (f"*[label]({URL})*", "label", [link("label", URL), em("label")]),
        (f"[a [b] c]({URL})", "a [b] c", [link("a [b] c", URL)]),
        (f"[{URL}]({URL}b)", URL, [link(URL, f"{URL}b")]),
        (f"[<{URL}> *x*]({URL}b)", f"{URL} x", [link(f"{URL} x", f"{URL}b"), em("x")]),
        (f"[a *b]({URL}) c*", "a *b c*", [link("a *b", URL)]),
        (f"[one]({URL}) [two]({URL})", "one two", [link("one", URL), link("two", URL)]),
        (f"[x]({URL}\\_b?c=1&amp;d=2&copy=3)", "x", [link("x", f"{URL}_b?c=1&d=2&copy=3")]),
        (f"![a *ship*](ship.png) [![logo](l.png)]({URL})", "a ship logo", [em("ship"), link("logo", URL)]),
        ("[he](sic) [1] [note](see p. 5)", "[he](sic) [1] [note](see p. 5)", []),
        (f"b]({URL})", f"b]({URL})", [link(f"{URL}")]),
        (f"[a] b]({URL})", f"[a] b]({URL})", [link(URL)]),
        ("[empty]()", "empty", [("link", "empty", "")]),
        (f"<b>[open</b>]({URL})", f"[open]({URL})", [strong("[open"), link(URL)]),
    ],
)
def test_links_keep_their_address_as_it_stands(source: str, text: str, marks: Spans) -> None:
    assert inline(source) == (text, marks)


def test_a_quoted_line_loses_its_marker() -> None:
    assert inline("one\n> two\n>> *three\n> four*", quoted=True) == ("one two three four", [em("three four")])
    assert inline("one\n> two") == ("one > two", [])


def test_only_the_stretch_asked_for_is_read() -> None:
    source = "*a* *b* [c](d.html"
    assert read_inline(source, 4, 6).text == "*b"
    assert read_inline(source, 8, 9).text == "["
    assert read_inline(source, 3, 3).text == ""


def offsets_of(source: str) -> list[tuple[str, int]]:
    read = read_inline(source, 0, len(source))
    return [(character, read.offsets.source(index)) for index, character in enumerate(read.text)]


def test_every_character_keeps_its_place() -> None:
    assert offsets_of(" *a*  &amp;b\\_ cafe\u0301s") == [
        ("a", 2), (" ", 4), ("&", 6), ("b", 11), ("_", 13), (" ", 14),
        ("c", 15), ("a", 16), ("f", 17), ("é", 18), ("s", 20),
    ]  # fmt: skip


def test_letters_that_grow_together_keep_the_place_of_the_first() -> None:
    assert offsets_of("a\u1112\u1161\u11ab**b**\u1112\u1161") == [("a", 0), ("한", 1), ("b", 6), ("하", 9)]


def test_a_mark_covers_what_a_decomposed_text_becomes() -> None:
    assert inline("e\u0301 **e\u0301e\u0301** ") == ("é éé", [strong("éé")])


@given(markdown())
def test_any_text_is_nfc_trimmed_and_without_controls(source: str) -> None:
    text = inline(source)[0]
    assert text == unicodedata.normalize("NFC", text) == " ".join(text.split(" ")).strip()
    assert not {"\x07", "\n", "\r", "\t", "\u00a0", "\u2028"} & set(text)


@given(markdown())
def test_marks_are_inside_the_text_in_order_and_never_cross(source: str) -> None:
    read = read_inline(source, 0, len(source))
    assert list(read.marks) == sorted(read.marks, key=lambda mark: (mark.start, -mark.end))
    for index, mark in enumerate(read.marks):
        assert 0 <= mark.start < mark.end <= len(read.text)
        assert read.text[mark.start] != " " != read.text[mark.end - 1]
        for later in read.marks[index + 1 :]:
            assert later.start >= mark.end or later.end <= mark.end


@given(markdown())
def test_reading_twice_words_without_markup_changes_nothing(source: str) -> None:
    plain = "".join(character for character in source if character.isalnum() or character == " ")
    text, marks = inline(plain)
    assert (text, marks) == (" ".join(unicodedata.normalize("NFC", plain).split()), [])
