"""Saved web pages: main text told from the page around it, nothing lost, nothing of a hostile page believed."""

import hashlib
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.readers.html import read_html
from ezri_archive.readers.html.declared import parse_published
from ezri_archive.readers.html.linked_data import linked_data
from ezri_archive.readers.html.names import hints, part
from ezri_archive.records import Block, Date, Document, Mark, Sidecar, Source

PAGES = Path(__file__).parent / "data" / "html"
ZWNJ = "\u200c"
TEXT = "This is a sentence of some length, so that it counts as the running text of a page."
OTHER = "Here is another one that is about as long as the first, and it says about as much."
BOILERPLATE = "boilerplate"


def page(content: str | bytes, sidecar: Sidecar | None = None) -> Document:
    data = content.encode() if isinstance(content, str) else content
    source = Source("a.html", hashlib.sha256(data).hexdigest(), "text/html", data, sidecar or Sidecar())
    return read_html(source, "a")


def article(inside: str) -> Document:
    return page(f"<article><h1>Title</h1><p>{TEXT}</p>{inside}<p>{OTHER}</p></article>")


def main(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.role != BOILERPLATE]


def chrome(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.role == BOILERPLATE]


def find(document: Document, text: str) -> Block:
    return next(block for block in document.blocks if text in block.text)


# --- whole pages -----------------------------------------------------------------------------------------------

NAMES = sorted(path.name.removesuffix(".html") for path in PAGES.glob("*.html"))


def gold(name: str) -> list[str]:
    return (PAGES / f"{name}.gold.txt").read_text(encoding="utf-8").splitlines()


def read(name: str) -> Document:
    return page((PAGES / f"{name}.html").read_bytes())


def test_main_text_is_found_with_recall_and_precision_of_97_in_100() -> None:
    found = expected = right = 0
    for name in NAMES:
        texts = main(read(name))
        found, expected = found + len(texts), expected + len(gold(name))
        right += len([text for text in texts if text in gold(name)])
    assert len(NAMES) >= 8
    figures = f"{len(NAMES)} pages: recall {right / expected:.3f}, precision {right / found:.3f}"
    assert right / expected >= 0.97, figures
    assert right / found >= 0.97, figures


@pytest.mark.parametrize("name", NAMES)
def test_no_page_falls_far_short(name: str) -> None:
    texts, expected = main(read(name)), gold(name)
    right = len([text for text in texts if text in expected])
    assert right / len(expected) >= 0.9
    assert right / len(texts) >= 0.8


@pytest.mark.parametrize(
    "name", ["agency-fa", "drupal-fa", "elementor-fa", "radio-fa", "wiki-fa", "old-fa.windows-1256"]
)
def test_every_non_joiner_of_the_main_text_is_kept(name: str) -> None:
    assert sum(text.count(ZWNJ) for text in main(read(name))) == "".join(gold(name)).count(ZWNJ) > 3


@pytest.mark.parametrize("name", NAMES)
def test_offsets_count_in_the_texts_of_the_blocks(name: str) -> None:
    document = read(name)
    whole = "\n".join(block.text for block in document.blocks)
    for block in document.blocks:
        assert whole[block.start : block.end] == block.text
        assert block.offsets.source(1) == block.start + 1
        assert all(0 <= mark.start < mark.end <= len(block.text) for mark in block.marks)
        assert block.line >= 1


METADATA = {
    "wordpress-en": (
        "The keeper who counted ships", "Nora Feldman", "2019-03-14", "en", "Essays", "Quayside Notes",
        "https://quayside.example/2019/03/keeper-who-counted-ships/",
    ),
    "newspaper-he": (
        "השוק הישן נפתח מחדש, אבל הרוכלים מודאגים", "רות אלקיים, דניאל כספי", "2021-11-07", "he", "חדשות מקומיות",
        "קול הנמל", "https://kolhanamal.example/news/local/1.4471",
    ),
    "agency-fa": (
        "کتاب‌خانه‌ای که روی آب می‌رود", "", "2021-10-13", "fa", "", "خبرگزاری ساحل", "https://sahel.example/news/88123",
    ),
    "cookies-en": ("Inside the rope factory that refused to close", "", "2020-06-09", "en", "", "", ""),
    "journal-en": (
        "Salt taxes and small ports, 1710-1740", "Lena Okafor, Paul Brandt", "2017-11", "en", "", "Maritime Ledger", "",
    ),
    "blogger-he": (
        "איך קוראים לרוח בשדה", "", "2012-05-21", "he", "", "",
        "http://gan-hasade.blogpage.example/2012/05/blog-post_21.html",
    ),
    "form-he": ("קורסים בלילה, עובדים ביום", "", "2018-06-16", "", "", "", ""),
    "visual-he.iso-8859-8": ("מכתבים מן הצפון", "", "", "", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(METADATA))
def test_metadata_is_read_from_what_the_page_declares(name: str) -> None:
    found = read(name).declared
    published = found.published.iso if found.published else ""
    values = (found.title, found.author, published, found.language, found.genre, found.publisher, found.url)
    assert values == METADATA[name]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("tables-he.windows-1255", "windows-1255"),
        ("old-fa.windows-1256", "windows-1256"),
        ("visual-he.iso-8859-8", "iso-8859-8"),
        ("agency-fa", "utf-8"),
    ],
)
def test_the_encoding_is_among_the_facts(name: str, encoding: str) -> None:
    assert read(name).source.encoding == encoding


def test_a_link_in_a_visual_page_stands_on_its_words_after_turning() -> None:
    block = find(read("visual-he.iso-8859-8"), "תה חם")
    assert [block.text[mark.start : mark.end] for mark in block.marks] == ["תה חם"]
    assert block.marks[0].target == "http://tzafon.example/tea.html"


def test_title_byline_date_caption_and_version_note_have_their_roles() -> None:
    newspaper = read("newspaper-he")
    assert find(newspaper, "רות אלקיים").role == "byline"
    assert find(newspaper, "בנובמבר").role == "date"
    assert find(newspaper, "דוכן התבלינים").role == find(newspaper, "דוכן התבלינים").kind == "caption"
    title = next(block for block in newspaper.blocks if block.role == "title")
    assert (title.kind, title.level) == ("heading", 1)
    assert find(read("drupal-fa"), "این مقاله به انگلیسی").role == "version note"
    assert find(read("blogger-he"), "יום שני").role == "date"


def test_versions_declared_out_of_sight_are_reported() -> None:
    notices = [notice for notice in read("wordpress-en").notices if notice.code == "alternate-version"]
    assert [notice.message for notice in notices] == [
        "declares a version in he: https://quayside.example/he/2019/03/shomer-hamigdalor/"
    ]
    assert [notice.code for notice in read("drupal-fa").notices] == []  # a version note says so in sight


def test_a_language_the_text_contradicts_is_not_believed() -> None:
    document = read("form-he")
    assert [notice.code for notice in document.notices] == ["language-contradicted"]


# --- blocks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "kinds"),
    [
        ("<h3>Three</h3>", [("heading", 3, "Three")]),
        ("<ul><li>One</li><li><p>Two</p></li></ul>", [("list_item", 0, "One"), ("list_item", 0, "Two")]),
        ("<dl><dt>A</dt><dd>b c</dd></dl>", [("list_item", 0, "A"), ("list_item", 0, "b c")]),
        ("<blockquote><p>Q</p><footer>Who</footer></blockquote>", [("quotation", 0, "Q"), ("quotation", 0, "Who")]),
        ("<figure><img><figcaption>C</figcaption></figure>", [("caption", 0, "C")]),
        ('<div class="photo-caption">C</div>', [("caption", 0, "C")]),
        (
            "<table><tr><th>a</th><th></th></tr><tr><td><p>b</p></td><td>c<br>d</td></tr></table>",
            [("table_row", 0, "a"), ("table_row", 0, "b | c"), ("table_row", 0, "d")],
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            [("table_row", 0, "a | b"), ("table_row", 0, "c | d")],
        ),
        ("<table><tr><td><h2>a</h2></td><td>b</td></tr></table>", [("heading", 2, "a"), ("paragraph", 0, "b")]),
        ("<pre>first\n  second\n\nthird</pre>", [("paragraph", 0, text) for text in ("first", "second", "third")]),
        ("Verse one<br>verse two", [("paragraph", 0, "Verse one"), ("paragraph", 0, "verse two")]),
        ("x<br><br>y<br>- z", [("paragraph", 0, "x"), ("paragraph", 0, "y"), ("paragraph", 0, "- z")]),
        ("a&nbsp;\n b<span> c</span>", [("paragraph", 0, "a b c")]),
        ("<h2>One <small>two</small></h2>", [("heading", 2, "One two")]),
        ("<div>&zwnj;&lrm; </div><p></p>", []),
    ],
)  # fmt: skip
def test_kinds_of_blocks(inside: str, kinds: list[tuple[str, int, str]]) -> None:
    blocks = article(f"<div>{inside}</div>").blocks[2:-1]
    assert [(block.kind, block.level, block.text) for block in blocks] == kinds


def test_a_wrapped_line_goes_on_and_marks_with_it() -> None:
    block = find(article("<p>A line that is wrapped by hand and <i>goes on<br>in the</i> next one.</p>"), "wrapped")
    assert block.text == "A line that is wrapped by hand and goes on in the next one."
    assert [block.text[mark.start : mark.end] for mark in block.marks] == ["goes on in the"]


def test_marks_are_kept_split_and_resolved() -> None:
    document = page(
        '<base href="https://a.example/b/"><p>x <a href="c?d=1">in <b>bold</b></a>, <em>e</em><sup>1</sup> '
        '<a href="#n">note</a> <a href="javascript:x()">js</a> <a>none</a> <a href="//[bad">bad</a></p>'
        "<b>one<div>two</div></b>"
    )
    assert document.blocks[0].marks == (
        Mark(2, 9, "link", "https://a.example/b/c?d=1"),
        Mark(5, 9, "strong"),
        Mark(11, 12, "emphasis"),
        Mark(12, 13, "superscript"),
        Mark(27, 30, "link", "//[bad"),
    )
    assert [(block.text, block.marks) for block in document.blocks[1:]] == [
        ("one", (Mark(0, 3, "strong"),)),
        ("two", (Mark(0, 3, "strong"),)),
    ]


def test_a_link_to_the_page_itself_is_none() -> None:
    document = page(
        f'<link rel=canonical href="https://a.example/b"><p>{TEXT} <a href="https://a.example/b#n">1</a></p>'
    )
    assert document.blocks[0].marks == ()


def test_text_is_in_normal_form_and_marks_move_with_it() -> None:
    block = page("<p>cafe\u0301 <b>e\u0301te\u0301</b> \u05e9\u05bc\u05c1</p>").blocks[0]
    assert block.text == "café été \u05e9\u05bc\u05c1"
    assert block.text[block.marks[0].start : block.marks[0].end] == "été"


def test_languages_of_blocks_and_of_words_in_them() -> None:
    document = page(
        '<html lang="en"><body><p lang="he-IL">שלום לכולם</p><p xml:lang="iw">שלום</p><p lang="fa">Not Persian</p>'
        '<p>In Greek <span lang="el">logos</span> is a word.</p><p><span lang="he">שלום</span></p>'
        '<p lang="en">x <i lang="en">y</i></p><p lang="ar">این متن فارسی است و می‌گوید که پاییز امسال '
        'زودتر از همیشه به شهر ما رسیده است.</p><p lang="?">z</p>'
    )
    assert [block.language for block in document.blocks] == ["he", "he", "", "", "he", "en", "", ""]
    assert document.blocks[3].marks == (Mark(9, 14, "foreign", "el"),)
    assert document.blocks[4].marks == ()
    assert {notice.code for notice in document.notices} >= {"language-contradicted"}


def test_what_is_not_seen_is_no_block() -> None:
    document = article(
        "<script>s</script><style>s</style><template><p>t</p></template><noscript>n</noscript><p hidden>h</p>"
        '<p style="Display : none">d</p><dialog>closed</dialog><!-- c --><svg><text>v</text></svg><iframe>f</iframe>'
        '<p>seen<span class="sr-only"> unseen</span><i aria-hidden="true">*</i>!</p>'
    )
    assert main(document) == ["Title", TEXT, "seen!", OTHER]
    assert chrome(document) == []


def test_entities_references_and_controls_are_read_as_browsers_do() -> None:
    document = page("<p>a&zwnj;b&rlm;&#x200e;&hellip;&#150;&apos;&#1;\x0b&#xD800;&#99999999;&#38;&lt;</p>")
    assert document.blocks[0].text == "a\u200cb\u200f\u200e…–'&<"
    assert [(notice.code, notice.message) for notice in document.notices] == [
        ("control-character", "4 control characters left out of the text")
    ]


# --- the page around the text ----------------------------------------------------------------------------------

CHROME = [
    "<nav><p>{}</p></nav>",
    "<aside><p>{}</p></aside>",
    "<footer><p>{}</p></footer>",
    "<form><p>{}</p></form>",
    '<div role="complementary">{}</div>',
    '<div class="CookieBanner">{}</div>',
    '<div class="site-sidebar">{}</div>',
    '<div id="comments">{}</div>',
    '<div class="newsletter_signup">{}</div>',
    "<share-buttons>{}</share-buttons>",
    '<div class="read-more">{}</div>',
    '<p class="copyright">{}</p>',
    '<div aria-hidden="true">{}</div>',
    "<dialog open>{}</dialog>",
    '<div class="widget">{}</div>',
]  # fmt: skip


@pytest.mark.parametrize("markup", CHROME)
def test_tags_roles_and_names_tell_what_is_no_main_text(markup: str) -> None:
    words = "These words say at some length why you should look at something else on this site."
    document = article(markup.format(words))
    assert chrome(document) == [words]
    assert main(document) == ["Title", TEXT, OTHER]


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="has-sidebar no-comments">{}</div>',
        '<div class="article-header">{}</div>',
        '<div class="shareholders">{}</div>',
        '<div class="commentary">{}</div>',
        '<div class="tag-ads category-search">{}</div>',
        '<div class="elementor-widget">{}</div>',
        '<blockquote class="twitter-tweet">{}</blockquote>',
        '<div class="ad ae af">{}</div>',
        '<p class="lead">{}</p>',
    ],
)
def test_names_that_only_sound_like_chrome_are_main_text(markup: str) -> None:
    assert main(article(markup.format("A third sentence stands here."))) == [
        "Title",
        TEXT,
        "A third sentence stands here.",
        OTHER,
    ]


@pytest.mark.parametrize(
    "markup",
    ["<form>{}</form>", '<div class="content-sidebar">{}</div>', '<div class="header">{}</div>', "<aside>{}</aside>"],
)
def test_no_name_is_believed_of_what_holds_the_whole_text(markup: str) -> None:
    assert main(page(markup.format(f"<p>{TEXT}</p><p>{OTHER}</p>"))) == [TEXT, OTHER]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ('<p>Read also: <a href="/x">Another story</a></p>', "Read also: Another story"),
        ("<p>Advertisement</p>", "Advertisement"),
        ("<p>© 2020 The Company and its many friends</p>", "© 2020 The Company and its many friends"),
        ('<p><a href="/1">One</a> <a href="/2">Two</a> <a href="/3">Three</a></p>', "One Two Three"),
        (
            "<p>You receive this letter because you asked for it.</p>",
            "You receive this letter because you asked for it.",
        ),
    ],
)
def test_set_phrases_and_lines_of_links_are_no_main_text(inside: str, words: str) -> None:
    assert chrome(article(inside)) == [words]


def test_a_list_of_links_is_main_text_only_where_a_colon_introduces_it() -> None:
    links = '<ul><li><a href="/1">First thing</a></li><li><a href="/2">Second thing</a></li></ul>'
    assert chrome(article(links)) == ["First thing", "Second thing"]
    assert chrome(article(f"<p>The sources we used are these:</p>{links}")) == []


def test_headings_that_begin_like_a_phrase_are_main_text() -> None:
    assert "Support for the plan grew" in main(article("<h2>Support for the plan grew</h2>"))


def test_cards_are_told_by_their_likeness() -> None:
    cards = "".join(
        f'<div class="c{number}"><a href="/{number}"><img></a><h3>Story {number}</h3>'
        "<p>It is told here in some words, one to ten.</p></div>"
        for number in range(3)
    )
    assert len(chrome(article(f"<div>{cards}</div>"))) == 6
    profiles = "".join(
        f'<div class="q"><h3>Question {number}</h3><p>It is answered in some words, one to ten.</p></div>'
        for number in range(3)
    )
    assert chrome(article(f"<div>{profiles}</div>")) == []


def test_of_several_articles_the_one_with_the_title_is_the_text() -> None:
    document = page(
        f"<title>Second | Site</title><main><article><h2>First</h2><p>{TEXT}</p></article>"
        f"<article><h2>Second</h2><p>{OTHER}</p></article></main>"
    )
    assert main(document) == ["Second", OTHER]


def test_notes_after_the_container_belong_to_the_article_until_links_begin() -> None:
    document = page(
        f'<article><h1>T</h1><div itemprop="articleBody"><p>{TEXT}</p><p>{OTHER}</p></div><h4>Note</h4>'
        '<p>The names in this story have been changed.</p><div><a href="/1">More</a></div>'
        "<p>And here is nothing of it any more.</p>"
        '<p><a hreflang="fa" href="/fa">Persian</a></p></article>'
    )
    assert main(document) == ["T", TEXT, OTHER, "Note", "The names in this story have been changed.", "Persian"]


def test_text_after_the_container_under_the_same_title_goes_on() -> None:
    document = page(
        f"<title>The ferry</title><div><p>menu</p></div><div><h1>The ferry</h1><div><p>{TEXT}</p><p>{OTHER}</p></div>"
        "<p>She told us so herself, twice.</p></div>"
    )
    assert main(document) == ["The ferry", TEXT, OTHER, "She told us so herself, twice."]


def test_verse_and_talk_are_main_text_though_no_line_is_a_sentence() -> None:
    lines = [f"line {number} of it" for number in range(8)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert main(page(f'<div><a href="/1">Home page</a></div><div>{body}</div>')) == lines


def test_a_page_of_links_only_has_no_main_text_and_says_so() -> None:
    document = page('<nav><ul><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul></nav>')
    assert main(document) == []
    assert [notice.code for notice in document.notices] == ["no-main-text"]


def test_parts_and_hints_of_elements() -> None:
    assert part("body", {"class": "sidebar"}) == ""
    assert part("footer", {"class": "node__meta"}) == ""
    assert part("div", {"role": "banner"}) == "header"
    assert part("section", {"id": "masthead"}) == "header"
    assert part("div", {"class": "entry-content"}) == "body"
    assert part("article", {"role": "complementary"}) == "chrome"
    assert hints("a", {"rel": "nofollow author"}) == {"author"}
    assert hints("span", {"itemprop": "headline"}) == {"title"}
    assert hints("section", {"class": "author"}) == frozenset()


# --- metadata --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("2019-03-14T23:30:00-11:00", "2019-03-14", "day"),
        ("20190314", "2019-03-14", "day"),
        ("2019-03", "2019-03", "month"),
        ("2019/3/14", "2019-03-14", "day"),
        ("2019", "2019", "year"),
        ("Thu, 14 Mar 2019 08:00:00 GMT", "2019-03-14", "day"),
        ("14 March 2019", "2019-03-14", "day"),
        ("۱۳۹۷/۰۶/۲۱", "2018-09-12", "day"),
        ("2019-02-31", "", ""),
        ("1970-01-01T00:00:00Z", "", ""),
        ("1 January 1970", "", ""),
        ("yesterday", "", ""),
    ],
)
def test_dates_of_machines_and_people(written: str, iso: str, precision: str) -> None:
    found = parse_published(written)
    assert (found.iso, found.precision) == (iso, precision) if found else iso == ""


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('{"@type":"Article","headline":"A &amp; B","author":"C"}', {"title": "A & B", "author": "C"}),
        ('<!-- {"@type":"BlogPosting","name":"N"} -->', {"title": "N"}),
        ('[{"@type":"WebPage","name":"W"},{"@type":["X","Article"],"headline":"H"}]', {"title": "H"}),
        ('{"@type":"WebPage","name":"W","url":"/x"}', {"title": "W"}),
        (
            '{"@type":"Article","mainEntityOfPage":"https://a.example/1","articleSection":["S","T"]}',
            {"genre": "S", "url": "https://a.example/1"},
        ),
        ('{"@type":"Article","author":[{"@id":"#1"},{"name":["P","Q"]},3,null]}', {"author": "P, Q"}),
        ('{"@type":"Person","name":"P"}', {}),
        ("not json", {}),
        ("[" * 100_000, {}),
        ('{"@type":"Article","headline":' + "1" * 5000 + "}", {}),
        ('{"@type":"Article","headline":"' + "x" * 1_000_000 + '"}', {}),
    ],
)  # fmt: skip
def test_linked_data_is_read_as_loosely_as_it_is_written(script: str, values: dict[str, str]) -> None:
    assert linked_data([script]) == values


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<!-- saved from url=(0021)https://a.example/b -->", "url", "https://a.example/b"),
        (
            '<meta property="og:url" content="https://a.example/x"><link rel="canonical" href="/y">',
            "url",
            "https://a.example/y",
        ),
        ('<link rel="canonical" href="http://[bad">', "url", ""),
        (
            '<link rel="canonical" href="//[b"><meta property="og:url" content="https://a.example/">',
            "url",
            "https://a.example/",
        ),
        ('<meta name="author" content="By Nora Feldman">', "author", "Nora Feldman"),
        ('<meta name="author" content="admin">', "author", ""),
        ('<meta name="author" content="A"><meta property="og:site_name" content="A">', "author", ""),
        (
            '<meta property="article:author" content="https://a.example/nora"><meta name="dc.creator" content="N">',
            "author",
            "N",
        ),
        ("<title>Words - Site</title><meta property=og:site_name content=Site>", "title", "Words"),
        ("<title>Words - Else</title><meta property=og:site_name content=Site>", "title", "Words - Else"),
        ('<meta property="og:locale" content="en_GB">', "language", "en"),
        ('<meta name="language" content="???">', "language", ""),
    ],
)
def test_values_of_the_head(head: str, field: str, value: str) -> None:
    document = page(f"{head}<p>{TEXT}</p>")
    assert getattr(document.declared, field) == value


def test_the_only_time_of_a_page_is_its_date_several_are_not() -> None:
    one = f'<time datetime="2019-03-14">x</time><p>{TEXT}</p>'
    assert page(one).declared.published == Date("2019-03-14", "day", "gregorian", "2019-03-14")
    assert page(f'{one}<time datetime="2020-01-02">y</time>').declared.published is None


def test_a_sidecar_has_the_last_word() -> None:
    sidecar = Sidecar(title="Mine", date="2001-02", url="https://b.example/", language="fa")
    found = page((PAGES / "wordpress-en.html").read_bytes(), sidecar).declared
    assert (found.title, found.language, found.url) == ("Mine", "fa", "https://b.example/")
    assert found.published == Date("2001-02", "month", "gregorian", "2001-02")
    with pytest.raises(SidecarError):
        page("<p>x</p>", Sidecar(date="never"))


# --- damage and malice -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"<!-- nothing else -->", "empty"),
        (b"<script>x</script>", "empty"),
        (b"&#1;", "empty"),
        (b"<p>a\x00b</p>", "nul"),
        (b"<html><body>" + b"<div>" * 100_000 + b"<p>deep</p>", "too-deep"),
        (b"<p " + b" ".join(b"a%d" % number for number in range(600)) + b">x</p>", "too-many-attributes"),
        (b"<p " + b"a='>' " * 600 + b">x</p>", "too-many-attributes"),
        (b"<p>a" * 200_001, "too-large"),
        (b"<p>a" * 40_001, "too-large"),
        (b"<p>" + b"hello " * 9_000_000, "too-large"),
        (b"<p>" + b"hello " * 400_000, "line-too-long"),
        ("<p>Ёлка, тёплый вечер и чай</p>".encode("koi8-r"), "undecodable"),
    ],
)
def test_what_is_no_page_is_refused_in_words_and_in_time(content: bytes, code: str) -> None:
    began = time.perf_counter()
    with pytest.raises(SourceError) as refused:
        page(content)
    assert refused.value.code == code
    assert str(refused.value).startswith("a.html")
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE html [<!ENTITY a "a"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><p>x &b; &c;',
        "<p>one</div></b><p>two<table><tr><p>three",
        "<p" + " a" * 400 + ">x</p><script>" + "a<b " * 2000 + "</script>",
        "<title>" + "| a " * 100_000 + "</title><p>x</p>",
        '<p>x</p><img src="data:image/png;base64,' + "A" * 25_000_000 + '">',
        "<p>x</p>" + "<div>" * 1000 + "y",
        "<ul>" + "<li><a href=/x>y z</a>" * 20_000,
        "<p>" + "a line of words that is long enough to be wrapped<br>" * 30_000,
        "<p>" + "<a href=x>" * 30_000 + "y",
        "<!-->x<p>y</p><!-- -- --!>z",
    ],
    ids=range(10),
)
def test_what_is_only_odd_is_read_in_time(content: str) -> None:
    began = time.perf_counter()
    document = page(content)
    assert document.blocks
    assert not any("root:" in block.text for block in document.blocks)
    assert time.perf_counter() - began < 10


_PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div class=share>", "</div>", "<b>", "</b>", "<br>", "<li>", "<table>", "<td>", "<tr>", "<h1>",
        "<a href=/x>", "</a>", "<article>", "</article>", "<span lang=he>", "</span>", "<pre>", "שלום ", "می‌رود. ",
        "word, ", "e\u0301", "\n", "&nbsp;",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_of_any_markup_every_word_is_kept_in_order_and_twice_the_same(markup: str) -> None:
    content = f"{markup}</pre><p>end"
    document = page(content)
    assert document == page(content)
    words = "".join(block.text for block in document.blocks)
    seen = [character for character in words if character in "שםכרדw"]
    assert seen == [character for character in "".join(_text_of(content)) if character in "שםכרדw"]
    for block in document.blocks:
        assert block.text == block.text.strip() != ""


def _text_of(markup: str) -> list[str]:
    return [piece.rpartition(">")[2] for piece in markup.split("<")]
