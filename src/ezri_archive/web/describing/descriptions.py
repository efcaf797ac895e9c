"""What every table, view and column of the archive is, in the words its pages show."""

from dataclasses import dataclass
from types import MappingProxyType

from ezri_archive.web.speaking.words import Message


@dataclass(frozen=True, slots=True)
class Description:
    """A table or view: its title, one sentence on what a row is, and its columns."""

    title: Message
    text: Message
    columns: MappingProxyType[str, str]


def _described(title: Message, text: Message, /, **columns: str) -> Description:
    return Description(title, text, MappingProxyType(columns))


_DOCUMENT = "the document it stands in"
_LANG = "its language"
_WORK = "the work it belongs to"
_YEAR = "Gregorian year in which the document was published"
_START = "offset of its first character in the decoded source, counted in Unicode code points from 0"
_END = "offset after its last character in the decoded source"
_PAIR = "the two languages, in the order English, Hebrew, Persian: en-he, en-fa, he-fa"
_SIDE = "place within the segments of its language, from 1"
_ALIGNMENT_PLACE = {
    "id": "identifier of the alignment",
    "work_id": _WORK,
    "document_id": "the document its first side stands in",
}
_ALIGNMENT_NUMBER = "its place among the alignments of these documents, from 1"
_ALIGNMENT_FACTS = {
    "kind": "how many segments stand on each side: 1-1, 2-1, 0-1",
    "score": "how well the sides fit, from 0 to 1, as the method sees it",
    "score_band": "the score in bands",
    "method": "what laid the sides beside each other",
    "status": "automatic, or what a reviewer decided",
    "evidence": "what speaks for it, strongest first",
    "year": _YEAR,
}


def _view(title: Message, text: Message, **texts: str) -> Description:
    columns = {**_ALIGNMENT_PLACE, "n": _ALIGNMENT_NUMBER, **texts, **_ALIGNMENT_FACTS}
    return _described(title, text, **columns)


ARCHIVE = "Documents in several languages, divided into segments and aligned with one another."

DESCRIPTIONS: MappingProxyType[str, Description] = MappingProxyType(
    {
        "documents": _described(
            Message("Documents"),
            Message("A row is what one source says: a newsletter, an article, a saved page."),
            id="stable identifier, made from the name of the source",
            source_path="the source it was read from",
            work_id=_WORK,
            title="title as the document or its sidecar gives it",
            lang="its main language",
            genre="genre as the document names it",
            series="periodical or series it appeared in",
            issue="number within the series",
            published="date of publication, ISO 8601 as far as it is known",
            published_precision="how much of the date is known: day, month or year",
            calendar_date="the date as written, where it is in another calendar (Solar Hijri, Hebrew)",
            year="Gregorian year of publication",
            publisher="who published it",
            author="who wrote it",
            url="where it was found",
            rights="what may be done with it; unknown unless somebody says",
            segments="segments in the text that is read, without boilerplate and noise",
            words="words in the text that is read",
        ),
        "segments": _described(
            Message("Segments"),
            Message("A row is a sentence, heading or list item: what is searched, cited and aligned."),
            id="stable identifier: document, language, number",
            document_id=_DOCUMENT,
            portion_id="the portion it stands in",
            n="number among the segments of its language in the document, from 1",
            lang=_LANG,
            role="role of its portion: article, letter, masthead, boilerplate, noise …",
            kind="kind of its block: heading, paragraph, list item, caption, quotation, table row",
            text="the text as received",
            norm="the text as it is searched: without points and vowel signs, with one form of every letter",
            start=_START,
            end=_END,
            year=_YEAR,
        ),
        "alignments": _described(
            Message("Alignments"),
            Message("A row lays segments of one language beside those of another that say the same."),
            **_ALIGNMENT_PLACE,
            target_document_id="the document its second side stands in",
            n=_ALIGNMENT_NUMBER,
            pair=_PAIR,
            source_lang="language of the first side",
            target_lang="language of the second side",
            source_text="segments of the first side",
            target_text="segments of the second side",
            **_ALIGNMENT_FACTS,
            decided_by="the person who confirmed, corrected or rejected it",
            decided_on="when that was",
        ),
        "en_he": _view(
            Message("English beside Hebrew"),
            Message("English passages and the Hebrew ones they are aligned with."),
            en="English side",
            he="Hebrew side",
        ),
        "en_fa": _view(
            Message("English beside Persian"),
            Message("English passages and the Persian ones they are aligned with."),
            en="English side",
            fa="Persian side",
        ),
        "he_fa": _view(
            Message("Hebrew beside Persian"),
            Message("Hebrew passages and the Persian ones they are aligned with."),
            he="Hebrew side",
            fa="Persian side",
        ),
        "units": _described(
            Message("Units"),
            Message("A row is one passage in all the languages that have it; alignments are its evidence."),
            id="identifier of the unit",
            work_id=_WORK,
            n="its place in the work, from 1",
            languages="the languages that have the passage",
        ),
        "links": _described(
            Message("Links"),
            Message("A row is a hyperlink found in a document."),
            id="identifier: document and number",
            document_id=_DOCUMENT,
            n="its place among the links of the document, from 1",
            portion_id="the portion it stands first in",
            segment_id="the segment it stands first in",
            url="the address exactly as written",
            canonical_url="the address in its canonical form, for comparison",
            display_url="the address as it can be read, with directional marks shown",
            host="the site it leads to",
            label="the words that carry it",
            role="what it leads to: version, home, social, related …",
            lang="language of the text it leads to, where that can be told",
            target_document_id="the document it leads to, where this archive holds it",
            published="date of the text it leads to, read from the address or the label",
            published_precision="how much of the date is known: day, month or year",
            calendar_date="the date as written, where it is in another calendar",
        ),
        "works": _described(
            Message("Works"),
            Message("A row is a work: the documents that are versions of one another."),
            id="identifier of the work",
            title="title of the work",
            languages="languages its documents hold",
            documents="how many documents it has here",
        ),
        "versions": _described(
            Message("Versions"),
            Message("A row says that a document is a version of another text, held here or elsewhere."),
            id="identifier of the version",
            work_id=_WORK,
            document_id="the document that says so",
            of_document_id="the other text, where this archive holds it",
            of_url="where the other text stands, when it is elsewhere",
            relation="same_text_as, translation_of, edited_translation_of or excerpt_of",
            derived_end="which was made from the other: document, other, or nothing where nobody says",
            lang="language of the other text",
            evidence="the words that say so, or what was found that both have",
            confidence="how sure this is, from 0 to 1",
            status="held, elsewhere, or suggested: found by content, not sure enough to be aligned",
        ),
        "terms": _described(
            Message("Terms"),
            Message("A row is a word and a translation of it, as they were learned from the aligned texts."),
            pair=_PAIR,
            source="word of the first language, as it is searched",
            target="word of the second language, as it is searched",
            count="how often they stand beside each other",
            score="how sure this is, from 0 to 1",
        ),
        "portions": _described(
            Message("Portions"),
            Message("A row is a part of a document in one language and one role, with the rules that decided both."),
            id="identifier: document and number",
            document_id=_DOCUMENT,
            n="its place in the document, from 1",
            role="masthead, title, byline, date, letter, article, heading, caption, boilerplate, noise …",
            lang=_LANG,
            rule="the rule that decided its role",
            lang_rule="the rule that decided its language",
            confidence="how sure both are, from 0 to 1",
            rights="what may be done with it: free, quotation only, alignment only, closed or unknown",
            start=_START,
            end=_END,
            segments="how many segments it has",
        ),
        "languages": _described(
            Message("Languages"),
            Message("A row is a language that occurs in the archive."),
            code="BCP 47 tag",
            name="English name",
            native_name="its own name",
            direction="ltr or rtl",
        ),
        "document_languages": _described(
            Message("Languages of documents"),
            Message("A row counts one language of one document, without boilerplate and noise."),
            document_id="the document",
            lang="the language",
            segments="segments in that language",
            words="words in that language",
        ),
        "alignment_segments": _described(
            Message("Segments of alignments"),
            Message("A row says that a segment stands in an alignment."),
            alignment_id="the alignment",
            segment_id="the segment",
            lang="language of the segment",
            n=_SIDE,
        ),
        "moved": _described(
            Message("Moved passages"),
            Message("A row says that two alignments of one side alone seem to be one passage, which was moved."),
            alignment_id="where the passage stands in the first language",
            target_alignment_id="where it stands in the second language",
            score="how sure this is, from 0 to 1",
            score_band="the score in bands",
            evidence="what speaks for it, strongest first",
        ),
        "compared": _described(
            Message("Passages compared"),
            Message("A row is a passage of two versions: in both, in one of them alone, or moved."),
            **_ALIGNMENT_PLACE,
            target_document_id="the document its second side stands in",
            n=_ALIGNMENT_NUMBER,
            pair=_PAIR,
            source_lang="language of the first side",
            target_lang="language of the second side",
            kind="how many segments stand on each side: 1-1, 2-1, 0-1",
            source_ids="the segments of the first side",
            target_ids="the segments of the second side",
            source_text="text of the first side",
            target_text="text of the second side",
            finding="both, source only, target only, or moved",
            stands_at="for what was moved: the alignment in which it stands on the other side",
            score="how sure this is, from 0 to 1",
            score_band="the score in bands",
            status="automatic, or what a reviewer decided",
            decided_by="who decided it",
            decided_on="when it was decided",
        ),
        "unit_segments": _described(
            Message("Segments of units"),
            Message("A row says that a segment is a unit's passage in one language."),
            unit_id="the unit",
            segment_id="the segment",
            lang="language of the segment",
            n=_SIDE,
        ),
        "sources": _described(
            Message("Sources"),
            Message("A row is a file as received."),
            path="its place in the folder of sources",
            sha256="SHA-256 of its bytes",
            media_type="its format",
            encoding="how its characters are written as bytes",
            encoding_confidence="how sure that is, from 0 to 1",
            bytes="its size",
            sidecar_sha256="SHA-256 of the file beside it in which a person describes it",
        ),
        "notices": _described(
            Message("Notices"),
            Message("A row is something a person should know about a source."),
            id="number of the notice",
            source_path="the source; none where it concerns the whole archive",
            level="error (could not be read), warning or info",
            code="what kind of thing it is",
            message="what it is",
            place="where in the source",
        ),
        "tei": _described(
            Message("TEI"),
            Message("A row is a TEI P5 file: a document, or the alignment of a work."),
            id="identifier of the file",
            document_id="the document it holds",
            work_id="the work it belongs to",
            kind="document or alignment",
            xml="the file itself",
        ),
        "builds": _described(
            Message("This build"),
            Message("A row is one fact about how the archive was built."),
            key="what it is",
            value="its value",
        ),
    }
)
"""Every table and view, in the order the home page names them."""
