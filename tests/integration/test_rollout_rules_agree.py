"""The guards in PostgreSQL and the pure rules are one table: compared for every case there is."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pipeline.rollout.gates import Decision
from pipeline.rollout.models import STAGES, Act, Feature, Refusal, Stage, State, Terms, Wish
from pipeline.rollout.rules.cohorts import SHARES, bucket
from pipeline.rollout.rules.transitions import WATCH, destination, refusal
from storage.postgres.connection import Connection, Pool

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DWELL = [timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
TERMS = Terms(dict(zip(STAGES[1:-1], DWELL, strict=True)))
VERSION = 7

_REFUSALS = """
SELECT rollout_refusal(
    given.act, given.target, given.automatic, given.seen, given.stage, $9, given.since,
    given.killed, given.held, $10, given.decision, $11) AS refusal,
    rollout_destination(given.act, given.stage, given.target) AS destination
FROM unnest(
    $1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::text[], $6::timestamptz[],
    $7::boolean[], $8::boolean[], $12::text[]
) WITH ORDINALITY AS given (
    act, target, automatic, seen, stage, since, killed, held, decision, number)
ORDER BY number
"""


class Case(NamedTuple):
    act: Act
    target: Stage | None
    automatic: bool
    seen: int
    stage: Stage
    since: datetime
    killed: bool
    held: bool
    decision: Decision

    @property
    def wish(self) -> Wish:
        owner = WATCH if self.automatic else "telegram:1"
        return Wish(Feature.CHAT_V11, self.act, self.seen, owner, self.target)

    @property
    def state(self) -> State:
        return State(
            Feature.CHAT_V11, self.stage, VERSION, self.since, killed=self.killed, held=self.held
        )


CASES = [
    Case(*values)
    for values in itertools.product(
        Act,
        (None, *Stage),
        (False, True),
        (VERSION, VERSION - 1),
        Stage,
        (NOW, NOW - timedelta(minutes=30), NOW - timedelta(days=1)),
        (False, True),
        (False, True),
        Decision,
    )
    if values[0] is Act.ROLLBACK or values[1] is None
]


async def test_every_wish_is_refused_by_both_or_by_neither(pool: Pool) -> None:
    columns = [list(column) for column in zip(*CASES, strict=True)]

    rows = await pool.fetch(_REFUSALS, *columns[:8], VERSION, DWELL, NOW, columns[8])

    told = [None if row["refusal"] is None else Refusal(row["refusal"]) for row in rows]
    assert [refusal(each.wish, each.state, each.decision, TERMS, NOW) for each in CASES] == told


async def test_every_wish_leads_to_the_same_stage(pool: Pool) -> None:
    columns = [list(column) for column in zip(*CASES, strict=True)]

    rows = await pool.fetch(_REFUSALS, *columns[:8], VERSION, DWELL, NOW, columns[8])

    told = [None if row["destination"] is None else Stage(row["destination"]) for row in rows]
    assert [destination(each.wish, each.state) for each in CASES] == told


async def test_both_let_the_same_subjects_in(pool: Pool, behind: Connection) -> None:
    subjects = [*range(300), *range(-(10**12), 10**12, 2_857_142_857)]

    for stage in Stage:
        await behind.execute("UPDATE rollout_features SET stage = $1", stage)
        rows = await pool.fetch(
            "SELECT rollout_is_on('chat_v11', subject) AS on FROM unnest($1::bigint[])"
            " WITH ORDINALITY AS given (subject, number) ORDER BY number",
            subjects,
        )
        ours = [bucket(Feature.CHAT_V11, subject) < SHARES[stage] for subject in subjects]
        assert ours == [row["on"] for row in rows]
