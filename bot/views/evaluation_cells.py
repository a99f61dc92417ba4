"""What stands in a cell of the quality table: a score, a sum, or how far it moved."""

from rich.text import Text

from pipeline.digest.scorecard import MEASURES, Scorecard, Total
from pipeline.digest.scorecard_changes import Change

WORSE = "▼"
"""Beside a score that fell by more than the tolerance."""

COLUMNS = ("windows", *MEASURES, "held_back", "statements", "tokens", "calls", "seconds")
OF_EXPECTATIONS = ("mentioned", "slips")


def expects(card: Scorecard) -> bool:
    return any(row.total.expectations for row in card.rows)


def cell(total: Total, name: str) -> str:
    met = total.expectations
    if name in OF_EXPECTATIONS:
        if met is None:
            return "—"
        return str(met.slips) if name == "slips" else f"{met.mentioned}/{met.asked}"
    value: float = getattr(total.scores if name in MEASURES else total, name)
    return _number(value, 2 if name in MEASURES else 1 if name == "seconds" else 0)


def delta(change: Change, name: str) -> Text:
    if name in MEASURES:
        said = _number(change.difference(name), 3, signed=True)
        return Text(said + WORSE, "red") if name in change.worse else Text(said)
    if name in OF_EXPECTATIONS:
        before, after = change.before.expectations, change.after.expectations
        if before is None or after is None:
            return Text("—")
        return Text(_number(getattr(after, name) - getattr(before, name), 0, signed=True))
    difference = getattr(change.after, name) - getattr(change.before, name)
    return Text(_number(difference, 1 if name == "seconds" else 0, signed=True))


def _number(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number with a space between thousands, and 0 for what rounds to it."""
    value = round(value, decimals) or 0.0
    sign = "+" if signed and value else ""
    return f"{value:{sign},.{decimals}f}".replace(",", " ").replace("-", "−")
