"""Probability that a bead is right → its band."""

_HIGH = 0.985
_MEDIUM = 0.7


def band(score: float) -> str:
    """Name the band of a score: of the beads in `high` at least 99 in 100 are right."""
    if score >= _HIGH:
        return "high"
    return "medium" if score >= _MEDIUM else "low"
