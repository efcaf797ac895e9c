"""URLs as strings: canonical, displayed, found in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.text import canonical_url, display_url, find_urls, host

PIECES = (
    "http://", "HTTPS://", "//", "/", ".", "..", "/../", "%", "%2", "%41", "%7e", "%e2%80%8e", "%2F",
    "%25", "www.", "א", "ایران", "\u200c", "\u200e", "?", "#", "&", "utm_x=1", "a=b", "@", ":80",
    ":443", ":", "[", "]", "[::1]", " ", "\t", "xn--", "ß", "É", "℀", "。", "a", "B", "mailto:", "%68",
    "\u00a0", '"', "\\", "^", "{", "%ff", "(", ")", "،",
)  # fmt: skip
URLS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)
KAYHAN = "https://kayhan.example/fa/1397/06/21/%DA%86%D8%B1%D8%A7-%D8%AE%D8%A7%D9%85%D9%86%D9%87%e2%80%8e%D8%A7%DB%8C"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:/a", "http://example.org/a"),
        ("http://example.org:0080/a", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("ftp://example.org:21/", "ftp://example.org/"),
        ("http://example.org/%7euser/%41b", "http://example.org/~user/Ab"),
        ("http://example.org/a%2fb", "http://example.org/a%2Fb"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/../a/..", "http://example.org/"),
        ("http://example.org/a/%2e%2E/b", "http://example.org/b"),
        ("http://example.org/a/.", "http://example.org/a/"),
        ("http://example.org/a//b/", "http://example.org/a//b/"),
        ("http://example.org/איראן", "http://example.org/%D7%90%D7%99%D7%A8%D7%90%D7%9F"),
        ('http://example.org/a b"<>[]\\^`{|}', "http://example.org/a%20b%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/%zz", "http://example.org/%25zz"),
        ("http://example.org/?q=a+b&l=%d7%90", "http://example.org/?q=a+b&l=%D7%90"),
        ("http://example.org/?", "http://example.org/?"),
        ("http://example.org/?b=2&a=1&&", "http://example.org/?b=2&a=1&&"),
        ("http://example.org/?utm_source=x&a=1&UTM_medium=y&fbclid=z", "http://example.org/?a=1"),
        ("http://example.org/?gclid=1#part", "http://example.org/#part"),
        ("http://example.org/?my_utm_source=1&gclids=2", "http://example.org/?my_utm_source=1&gclids=2"),
        ("http://example.org/a#", "http://example.org/a"),
        ("http://example.org/a#חלק/1?", "http://example.org/a#%D7%97%D7%9C%D7%A7/1?"),
        ("  http://example.org/a \n", "http://example.org/a"),
        ("\u200fhttp://example.org/a", "http://example.org/a"),
        ("http://example.org/very-\nlong", "http://example.org/very-long"),
        ("www.Example.org/a", "http://www.example.org/a"),
        ("http://مثال.example/", "http://xn--mgbh0fb.example/"),
        ("http://דוגמה.example", "http://xn--6dbbec0c.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://Exämple。org/", "http://xn--exmple-cua.org/"),
        ("http://%D7%93.example/", "http://xn--7db.example/"),
        ("http://a%2fb.example/", "http://a%2Fb.example/"),
        ("http://%ff.example/", "http://%FF.example/"),
        ("http://a℀b.example/", "http://a%E2%84%80b.example/"),
        ("http://" + "א" * 70 + "/", "http://" + "%D7%90" * 70 + "/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://[x/", "http://%5Bx/"),
        ("http://User:Pass@Example.org/", "http://User:Pass@example.org/"),
        ("MAILTO:Editor@Example.org", "mailto:Editor@Example.org"),
        ("//example.org", "//example.org/"),
        ("../other/%7epage?x", "../other/%7Epage?x"),
        ("#note", "#note"),
        ("%68ttp://example.org", "%68ttp://example.org"),
        ("1a:b", "1a:b"),
        ("1a://b?c", "1a://b?c"),
        ("", ""),
    ],
)
def test_the_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_escapes_of_a_persian_address_are_in_upper_case_and_its_directional_mark_is_kept() -> None:
    canonical = canonical_url(KAYHAN)
    assert canonical == KAYHAN.replace("%e2%80%8e", "%E2%80%8E")


@given(URLS)
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical
    assert canonical.isascii()


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20).filter(
        lambda s: s not in {".", ".."}
    )
)
def test_an_address_typed_bare_and_the_same_escaped_have_one_canonical_form(step: str) -> None:
    bare = step.replace("/", "").replace("?", "").replace("#", "").replace("%", "") + "x"
    escaped = "".join(f"%{octet:02x}" for octet in bare.encode())
    loose = canonical_url(f"http://example.org/{bare}")
    reserved = {f"%{ord(mark):02X}": mark for mark in ":@!$&'()*+,;="}
    strict = canonical_url(f"http://example.org/{escaped}")
    for escape, mark in reserved.items():
        strict = strict.replace(escape, mark)
    assert strict == loose


def test_one_line_of_a_megabyte_is_no_trouble() -> None:
    long = "http://example.org/" + "א" * 500_000
    assert len(canonical_url(long)) == len("http://example.org/") + 6 * 500_000
    assert find_urls(long + ")" * 500_000)[0][:2] == (0, len(long))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (KAYHAN, "https://kayhan.example/fa/1397/06/21/چرا-خامنه[U+200E]ای"),
        ("http://example.org/%D7%90%D7%99%D7%A8%D7%90%D7%9F", "http://example.org/איראן"),
        ("http://example.org/%DA%A9%D8%AA%D8%A7%D8%A8%E2%80%8C%D9%87%D8%A7", "http://example.org/کتاب‌ها"),
        ("http://example.org/%E2%80%8Cab", "http://example.org/[U+200C]ab"),
        ("http://example.org/a%E2%80%AEcod.exe", "http://example.org/a[U+202E]cod.exe"),
        ("http://example.org/\u202eb", "http://example.org/[U+202E]b"),
        ("http://example.org/%C2%AD%EF%BB%BFb", "http://example.org/[U+00AD][U+FEFF]b"),
        ("http://example.org/a%2Fb%3Fc%20d%25e", "http://example.org/a%2Fb%3Fc%20d%25e"),
        ("http://example.org/%C2%A0%E2%80%A8x", "http://example.org/%C2%A0%E2%80%A8x"),
        ("http://example.org/%ff%D7%90%D7", "http://example.org/%FFא%D7"),
        ("http://example.org/1980%E2%80%931988", "http://example.org/1980–1988"),
        ("http://example.org/a%E2%81%84b", "http://example.org/a%E2%81%84b"),
        ("http://example.org/%7Euser?q=%D7%90#%D7%91", "http://example.org/~user?q=א#ב"),
        ("http://xn--6dbbec0c.example/", "http://דוגמה.example/"),
        ("http://xn--pple-43d.example/", "http://xn--pple-43d.example/"),  # a Cyrillic letter among Latin ones
        ("http://xn--\u05d0.example/", "http://xn--א.example/"),
        ("http://xn--9999999999.example/", "http://xn--9999999999.example/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_the_form_for_reading(url: str, shown: str) -> None:
    assert display_url(url) == shown


@given(URLS)
def test_nothing_invisible_is_left_in_the_form_for_reading(url: str) -> None:
    hidden = set("\u061c\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad")
    assert not hidden & set(display_url(url))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Example.org:8080/a", "example.org"),
        ("https://user@fa.example.org", "fa.example.org"),
        ("www.example.org", "example.org"),
        ("http://דוגמה.example/", "xn--6dbbec0c.example"),
        ("http://[::1]:8080/", "[::1]"),
        ("mailto:a@example.org", ""),
        ("/a/b", ""),
    ],
)
def test_the_host_stands_without_www_and_port(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("no address", []),
        ("see http://example.org/a.", ["http://example.org/a"]),
        ("(see https://example.org/x_(y))", ["https://example.org/x_(y)"]),
        ("[https://example.org/a]", ["https://example.org/a"]),
        ("at www.example.org, or", ["www.example.org"]),
        ("www.example.org/a?b=1&c=2!", ["www.example.org/a?b=1&c=2"]),
        ("HTTPS://EXAMPLE.ORG/A;", ["HTTPS://EXAMPLE.ORG/A"]),
        ("<https://example.org/a> <https://example.org/b>", ["https://example.org/a", "https://example.org/b"]),
        ('"https://example.org/a" «https://example.org/b»', ["https://example.org/a", "https://example.org/b"]),
        ("**https://example.org/a**", ["https://example.org/a"]),
        ("בכתובת: https://example.org/he/איראן, וגם", ["https://example.org/he/איראן"]),
        ("לאתרhttps://example.org/", ["https://example.org/"]),
        ("نشانی: https://example.org/fa/کتاب‌ها، و", ["https://example.org/fa/کتاب‌ها"]),
        ("آیا https://example.org/خامنه\u200eای\u200f؟", ["https://example.org/خامنه\u200eای"]),
        ("http://", []),
        ("http://...", []),
        ("www.", []),
        ("www.example", []),
        ("mail@www.example.org", []),
        ("xhttp://example.org", []),
        ("https://web.example/http://example.org/a", ["https://web.example/http://example.org/a"]),
        ("http://[2001:db8::1]/a", ["http://[2001:db8::1]/a"]),
        ("http://localhost:8001/x", ["http://localhost:8001/x"]),
        ("http://example.org/a…", ["http://example.org/a"]),
        ("line http://example.org/a\nnext", ["http://example.org/a"]),
    ],
)
def test_addresses_are_found_in_running_text(text: str, urls: list[str]) -> None:
    assert [url for _, _, url in find_urls(text)] == urls


@given(URLS)
def test_a_found_address_is_the_text_at_its_place(text: str) -> None:
    for start, end, url in find_urls(text):
        assert text[start:end] == url != ""
