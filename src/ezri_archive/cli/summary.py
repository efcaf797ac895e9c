"""A build's `Report` → the lines a person reads."""

from pathlib import Path

from ezri_archive.languages import language
from ezri_archive.pipeline import Report


def described(report: Report, database: Path) -> str:
    """Say in a few lines what a build found and did."""
    counts = dict(report.counts)
    segments = {key.removeprefix("segments "): count for key, count in counts.items() if key.startswith("segments ")}
    by_language = ", ".join(f"{count:,} {language(code).name}" for code, count in sorted(segments.items()))
    lines = [
        f"{report.sources:,} sources, {report.reused:,} of them unchanged, {_not_there(report)}",
        f"{counts['documents']:,} documents in {counts['works']:,} works, {counts['versions']:,} versions",
        f"{sum(segments.values()):,} segments: {by_language}" if segments else "no segments",
        f"{counts['alignments']:,} alignments in {counts['units']:,} units",
        f"{database} {'written' if report.changed else 'is up to date'}",
    ]
    return "\n".join(lines)


def _not_there(report: Report) -> str:
    """Count what was refused, and what a public archive withholds."""
    withheld = sum(notice.code == "not-public" for _, notice in report.refused)
    refused = f"{len(report.refused) - withheld:,} refused"
    return f"{refused}, {withheld:,} withheld" if withheld else refused
