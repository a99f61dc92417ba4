"""What a checklist measures by itself: nothing that cannot be measured is a yes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import AlfredError
from pipeline.health.models import Finding, fail, ok, warn
from pipeline.health.parts import PartState, PartStatus
from pipeline.ingest.pauses import KnownPauses
from pipeline.operators.exercises import Exercise
from pipeline.rollout.checklist import Check, Checklist, Mark, Question, Reply, Row, Verdict
from pipeline.rollout.measuring import EXERCISED_WITHIN, NEEDED_ALERTS, Measuring, Rule
from pipeline.rollout.models import Act, Feature, Stage, Terms, Wish
from tests.fakes.checklists import MemoryExercises
from tests.fakes.rollout import MemoryRollouts
from tests.fixtures.canary import BROKEN, OPEN, WAITING
from tests.fixtures.promql import rules

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
DIGESTS = Feature.DIGEST_AGENT
WELL = tuple(Rule(name, healthy=True, fires=False) for name in sorted(NEEDED_ALERTS))


@dataclass
class Examination:
    parts: Mapping[str, PartStatus] = field(
        default_factory=lambda: {"bot": PartStatus(PartState.READY)}
    )
    checks: Mapping[str, Finding] = field(default_factory=lambda: {"queue": ok("0 s behind")})

    async def examined(self) -> tuple[Mapping[str, PartStatus], Mapping[str, Finding]]:
        return self.parts, self.checks


@dataclass
class Rules:
    loading: Callable[[], Awaitable[Sequence[Rule]]]

    async def loaded(self) -> Sequence[Rule]:
        return await self.loading()


def having(*found: Rule) -> Rules:
    async def loading() -> Sequence[Rule]:
        return found

    return Rules(loading)


async def revisions() -> tuple[str | None, str]:
    return "0031", "0031"


async def no_letters() -> int:
    return 0


async def away() -> int:
    raise AlfredError("PostgreSQL does not answer — start it")


@pytest.fixture
def measure() -> Measuring:
    """Of an installation in which everything is well but for what nobody exercised."""
    return Measuring(
        revisions=revisions,
        health=Examination(),
        alerts=having(*WELL),
        rollouts=MemoryRollouts(lambda: NOW, {DIGESTS: OPEN}),
        pauses=KnownPauses(),
        letters=no_letters,
        exercises=MemoryExercises(lambda: NOW),
        now=lambda: NOW,
    )


async def row(measure: Measuring, wanted: Row) -> Check:
    checks = await measure(DIGESTS)
    return next(each for each in checks if each.row is wanted)


async def test_the_rows_stand_in_their_order_and_each_once(measure: Measuring) -> None:
    checks = await measure(DIGESTS)

    assert [*Row] == [each.row for each in checks]


async def test_where_nothing_is_remembered_of_people_nothing_has_to_be_exercised(
    measure: Measuring,
) -> None:
    checks = await replace(measure, exercises=None)(DIGESTS)

    assert {Row.EXPORT, Row.ERASURE} == {*Row} - {each.row for each in checks}
    assert {Mark.YES} == {each.mark for each in checks}


@pytest.mark.parametrize(
    ("age", "mark", "why"),
    [
        (timedelta(0), Mark.YES, "well"),
        (EXERCISED_WITHIN, Mark.YES, "well"),
        (EXERCISED_WITHIN + timedelta(seconds=1), Mark.NO, "old"),
    ],
)
async def test_what_was_exercised_too_long_ago_counts_no_more(
    measure: Measuring, age: timedelta, mark: Mark, why: str
) -> None:
    before = MemoryExercises(lambda: NOW - age)
    await before.ended(Exercise.EXPORT)
    measure = replace(measure, exercises=before)

    exported, erased = await row(measure, Row.EXPORT), await row(measure, Row.ERASURE)

    assert Check(Row.EXPORT, mark, why, at=NOW - age) == exported
    assert Check(Row.ERASURE, Mark.NO, "never") == erased


@pytest.mark.parametrize(
    ("found", "why", "names"),
    [
        (WELL, "well", ()),
        ((*WELL, Rule("Theirs", healthy=False, fires=False)), "well", ()),
        (WELL[1:], "lacking", (WELL[0].name,)),
        ((replace(WELL[0], healthy=False), *WELL[1:]), "lacking", (WELL[0].name,)),
        ((*WELL, Rule("Theirs", healthy=True, fires=True)), "firing", ("Theirs",)),
        ((), "lacking", tuple(sorted(NEEDED_ALERTS))),
    ],
    ids=["well", "others", "missing", "not evaluated", "firing", "none"],
)
async def test_alerts_are_a_yes_only_where_they_work_and_none_fires(
    measure: Measuring, found: Sequence[Rule], why: str, names: tuple[str, ...]
) -> None:
    check = await row(replace(measure, alerts=having(*found)), Row.ALERTS)

    assert (why, names) == (check.why, check.names)
    assert (why == "well") is (check.mark is Mark.YES)


async def test_without_a_monitoring_to_ask_alerts_are_not_known(measure: Measuring) -> None:
    check = await row(replace(measure, alerts=None), Row.ALERTS)

    assert Check(Row.ALERTS, Mark.UNKNOWN, "unset") == check


def test_the_alerts_that_are_needed_are_among_those_that_are_deployed() -> None:
    deployed = {rule["alert"] for rule in rules("alerts.yml")}

    assert NEEDED_ALERTS <= deployed


@pytest.mark.parametrize(
    ("examined", "names"),
    [
        (Examination(parts={"worker": PartStatus(PartState.RESTARTING)}), ("worker",)),
        (Examination(checks={"queue": fail("stuck", "run a worker")}), ("queue",)),
        (Examination({}, {}), ()),
    ],
    ids=["a part", "a check", "nothing to see"],
)
async def test_what_is_ill_is_named(
    measure: Measuring, examined: Examination, names: tuple[str, ...]
) -> None:
    check = await row(replace(measure, health=examined), Row.HEALTH)

    assert (Mark.NO, names) == (check.mark, check.names)


async def test_what_stands_by_or_is_only_warned_of_is_well(measure: Measuring) -> None:
    examined = Examination(
        {"bot": PartStatus(PartState.WAITING, "another process is")}, {"queue": warn("late", "")}
    )

    check = await row(replace(measure, health=examined), Row.HEALTH)

    assert Check(Row.HEALTH, Mark.YES, "well", 2) == check


@pytest.mark.parametrize(
    ("stage", "readings", "mark", "why"),
    [
        (Stage.OFF, OPEN, Mark.YES, "well"),
        (Stage.OFF, WAITING, Mark.YES, "start"),
        (Stage.OFF, BROKEN, Mark.NO, "rollback"),
        (Stage.CANARY_1, OPEN, Mark.YES, "well"),
        (Stage.CANARY_1, WAITING, Mark.NO, "hold"),
        (Stage.CANARY_1, BROKEN, Mark.NO, "rollback"),
    ],
)
async def test_gates_have_to_be_as_the_next_step_wants_them(
    measure: Measuring, stage: Stage, readings: Sequence[object], mark: Mark, why: str
) -> None:
    rollouts = MemoryRollouts(lambda: NOW, {DIGESTS: OPEN})
    await rollouts.configure(Terms({}, approvals=1), "settings")
    if stage is Stage.CANARY_1:
        version = (await rollouts.state(DIGESTS)).version
        await rollouts.ask(Wish(DIGESTS, Act.START, version, "telegram:1"))
    rollouts.readings[DIGESTS] = readings  # type: ignore[assignment]  # of the fixtures

    check = await row(replace(measure, rollouts=rollouts), Row.GATES)

    assert (mark, why) == (check.mark, check.why)


async def test_a_row_whose_source_is_away_is_not_known_and_the_others_are(
    measure: Measuring,
) -> None:
    checks = {each.row: each for each in await replace(measure, letters=away)(DIGESTS)}

    assert Check(Row.DEAD_LETTERS, Mark.UNKNOWN, "away") == checks[Row.DEAD_LETTERS]
    assert Mark.YES is checks[Row.MIGRATIONS].mark


async def test_a_row_that_takes_too_long_is_not_known(measure: Measuring) -> None:
    async def hanging() -> Sequence[Rule]:
        await asyncio.Event().wait()
        return ()

    check = await row(replace(measure, alerts=Rules(hanging), seconds=0.01), Row.ALERTS)

    assert Check(Row.ALERTS, Mark.UNKNOWN, "away") == check


def test_without_anything_measured_no_word_of_people_is_a_go() -> None:
    replies = tuple(Reply(question, True, "telegram:1", NOW) for question in Question)
    bare = Checklist(1, DIGESTS, "telegram:1", NOW, NOW, NOW, 1, (), replies)

    assert Verdict.NO_GO is bare.verdict
    assert Verdict.GO is replace(bare, checks=(Check(Row.READING, Mark.YES),)).verdict


@pytest.mark.parametrize("mark", [Mark.NO, Mark.UNKNOWN])
def test_one_row_that_is_not_yes_is_no_go(mark: Mark) -> None:
    replies = tuple(Reply(question, True, "telegram:1", NOW) for question in Question)
    checks = (Check(Row.READING, Mark.YES), Check(Row.ALERTS, mark))
    checklist = Checklist(1, DIGESTS, "telegram:1", NOW, NOW, NOW, 1, checks, replies)

    assert Verdict.NO_GO is checklist.verdict
    assert [Row.ALERTS] == [*checklist.missing]
