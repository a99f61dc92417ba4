"""What is different from an earlier scorecard, or between two engines of one."""

from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.digest.answers import Answer
from pipeline.digest.scorecard import (
    MEASURES,
    EngineName,
    Row,
    Scorecard,
    Setup,
    Total,
    total_of,
)

TOLERANCE = 0.02
"""A mean score that fell by no more is not called worse: a model's answers vary as much."""


class Change(Answer):
    export: str | None
    """None for the chats that both scorecards hold, together."""
    chat: str | None
    engine: EngineName
    before: Total
    after: Total

    @property
    def worse(self) -> tuple[str, ...]:
        """The scores that fell by more than the tolerance."""
        return tuple(name for name in MEASURES if self.difference(name) < -TOLERANCE)

    def difference(self, name: str) -> float:
        """How much a mean score rose, to three decimals: what is shown is what is compared."""
        after, before = getattr(self.after.scores, name), getattr(self.before.scores, name)
        return round(float(after) - float(before), 3)


class Shift(Answer):
    """Something that a table depends on and that was another."""

    name: str
    before: str
    after: str


class Changes(Answer):
    rows: tuple[Change, ...]
    averages: tuple[Change, ...]
    shifts: tuple[Shift, ...]
    unmatched: tuple[tuple[str, str], ...]
    """Exports and engines that only one of the two scorecards holds."""


def changes(before: Scorecard, after: Scorecard) -> Changes:
    """Compare what both hold, row by row, and each engine over those rows."""
    old = {row.key: row for row in before.rows}
    pairs = [(old[row.key], row) for row in after.rows if row.key in old]
    return Changes(
        rows=tuple(
            Change(
                export=row.export,
                chat=row.chat,
                engine=row.engine,
                before=earlier.total,
                after=row.total,
            )
            for earlier, row in pairs
        ),
        averages=tuple(_averages(pairs)),
        shifts=tuple(_shifts(before.setup, after.setup)),
        unmatched=tuple(sorted(old.keys() ^ {row.key for row in after.rows})),
    )


def between_engines(rows: Sequence[Row]) -> tuple[Change, ...]:
    """Each further engine against the first one, over the chats that both digested."""
    engines = list(dict.fromkeys(row.engine for row in rows))
    found = []
    for engine in engines[1:]:
        first = {row.export: row for row in rows if row.engine == engines[0]}
        mine = [row for row in rows if row.engine == engine and row.export in first]
        if mine:
            found.append(
                Change(
                    export=None,
                    chat=None,
                    engine=engine,
                    before=total_of([first[row.export] for row in mine]),
                    after=total_of(mine),
                )
            )
    return tuple(found)


def _averages(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Change]:
    for engine in dict.fromkeys(row.engine for _, row in pairs):
        mine = [pair for pair in pairs if pair[1].engine == engine]
        yield Change(
            export=None,
            chat=None,
            engine=engine,
            before=total_of([earlier for earlier, _ in mine]),
            after=total_of([row for _, row in mine]),
        )


def _shifts(before: Setup, after: Setup) -> Iterator[Shift]:
    old, new = _told(before), _told(after)
    for name in dict.fromkeys(chain(new, old)):
        if old.get(name) != new.get(name):
            yield Shift(name=name, before=old.get(name, "—"), after=new.get(name, "—"))


def _told(setup: Setup) -> dict[str, str]:
    return {
        "windows": f"{setup.last or 'all'} x {setup.window_hours} h",
        "language": setup.language,
        "time zone": setup.time_zone,
        "rules": setup.rules,
        **{f"{stage} prompt": version for stage, version in setup.prompts.items()},
        **{f"{stage} model": ", ".join(names) for stage, names in setup.models.items()},
    }
