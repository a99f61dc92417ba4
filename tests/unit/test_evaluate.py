"""Each chat is digested by each engine on the production path, and what comes out is scored."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.cli.evaluate import NothingEvaluatedError
from handlers.cli.evaluate_data import NoExportsError, UnreadableExpectationsError
from handlers.cli.evaluate_request import EvaluateRequest
from handlers.cli.evaluate_scoring import TooLittleTalkError
from handlers.export.errors import DamagedExportError
from pipeline.digest.answers import Stage
from pipeline.digest.errors import NoModelError
from pipeline.digest.ports import ArtifactKey
from pipeline.digest.prompts.versions import VERSIONS
from pipeline.digest.scorecard import fallbacks
from pipeline.errors import BadInputError
from pipeline.ingest.models import TenantId
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.models import Prompt
from pipeline.windows.models import WindowSize
from pipeline.windows.selection import Every, Last
from tests.fakes.artifacts import MemoryArtifacts
from tests.fixtures.evaluations import Studio
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.models import model_engine
from tests.telegram_desktop import one_chat, written

QUIET = exported("\n".join(MONDAY_TALK.splitlines()[:4]), name="Тихий чат")


def unheard(_: Prompt[Any]) -> ModelUnavailableError:
    return ModelUnavailableError("no connection")


def asked(data: Path, **given: Any) -> EvaluateRequest:
    request = EvaluateRequest(
        data=data,
        engines=(),
        chat=None,
        size=WindowSize.DAY,
        selection=Last(3),
        language="ru",
        zone=ZoneInfo("UTC"),
        floors=(),
        compare=None,
        format="text",
        out=None,
        quiet=True,
    )
    return replace(request, **given)


def chats(folder: Path, **exports: Any) -> Path:
    for name, export in exports.items():
        (folder / name).mkdir()
        written(folder / name, export)
    return folder


def team(folder: Path) -> Path:
    return chats(folder, team=exported(MONDAY_TALK, TUESDAY_TALK))


async def test_without_a_model_rules_are_evaluated_alone(tmp_path: Path) -> None:
    studio = Studio()

    card = await studio(asked(team(tmp_path)))

    [row] = card.rows
    assert ("team", "Ласточка", "rules", 2) == (row.export, row.chat, row.engine, len(row.windows))
    assert {"rules"} == {window.written_by for window in row.windows}
    assert ({}, {}) == (card.setup.prompts, card.setup.models)
    assert ["1/1 rules Ласточка"] == studio.watching.begun


@pytest.mark.parametrize("name", ["team/result.json", "team/result.expected.json"])
async def test_what_is_evaluated_is_not_written_over(tmp_path: Path, name: str) -> None:
    data = team(tmp_path)
    (data / "team" / "result.expected.json").write_text("{}")
    studio = Studio()

    with pytest.raises(BadInputError, match="--out would overwrite what is read"):
        await studio(asked(data, out=data / name))

    assert [] == studio.opened


async def test_the_windows_are_scored_with_what_was_told_of_them(tmp_path: Path) -> None:
    card = await Studio()(asked(team(tmp_path)))

    monday, tuesday = card.rows[0].windows
    assert (2, 3) == (monday.start.day, tuesday.start.day)
    assert (12, ()) == (monday.messages, monday.held_back)
    assert (1.0, 1.0) == (monday.scores.faithfulness, monday.scores.coherence)
    assert 0.9 <= monday.scores.evidence_precision <= 1.0
    assert monday.statements > 5
    assert card.rows[0].total == card.averages[0].total


async def test_a_model_that_is_configured_is_evaluated_after_the_rules(tmp_path: Path) -> None:
    studio = Studio(model_engine(unheard))

    card = await studio(asked(team(tmp_path)))

    assert ["rules", "model"] == [row.engine for row in card.rows] == studio.opened
    assert set(VERSIONS) == set(card.setup.prompts) == set(card.setup.models)
    assert ("GigaChat-2-Pro", "GigaChat-2") == card.setup.models[Stage.SYNTHESIS]


async def test_rules_that_stood_in_for_the_model_are_told_with_their_reason(
    tmp_path: Path,
) -> None:
    card = await Studio(model_engine(unheard))(asked(team(tmp_path), engines=("model",)))

    [row] = card.rows
    assert {"rules"} == {window.written_by for window in row.windows}
    found = fallbacks(row)
    assert Stage.SYNTHESIS in {fallback.stage for fallback in found}
    assert ({"model_unavailable"}, {2}) == ({each.reason for each in found}, set(found.values()))


async def test_a_demanded_model_that_is_not_there_is_missed_before_any_work(
    tmp_path: Path,
) -> None:
    studio = Studio()

    with pytest.raises(NoModelError):
        await studio(asked(team(tmp_path), engines=("rules", "model")))

    assert [] == studio.watching.begun


async def test_expectations_beside_an_export_are_held_against_its_digests(
    tmp_path: Path,
) -> None:
    beside = team(tmp_path) / "team" / "result.expected.json"
    beside.write_text(
        '{"must_mention": [[101, 105], [110, 111], [999]], "must_not_say": ["аня: .*релиз"]}'
    )

    card = await Studio()(asked(tmp_path, selection=Every()))

    met = card.rows[0].total.expectations
    assert met is not None
    assert (2, 2) == (met.asked, met.mentioned)
    assert met.slips >= 1


async def test_a_chat_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    data = chats(team(tmp_path), broken=b'{"name": "x"', quiet=QUIET, silent=one_chat())
    studio = Studio(model_engine(unheard))

    card = await studio(asked(data))

    assert [("team", "rules"), ("team", "model")] == [row.key for row in card.rows]
    assert list(card.failures) == studio.watching.failures
    assert {"broken": "rules", "quiet": "rules", "silent": "rules"} == {
        failure.export: failure.engine for failure in card.failures
    }
    assert all("; " in each.why or " — " in each.why for each in card.failures)


@pytest.mark.parametrize(
    ("export", "error", "line"),
    [
        (b'{"name": "x", "messages": [', DamagedExportError, "it ends too early"),
        (one_chat(), BadInputError, "the chat holds no message — "),
        (QUIET, TooLittleTalkError, "none of the 1 windows holds enough talk — take --all"),
    ],
    ids=["damaged", "empty", "quiet"],
)
async def test_the_only_chat_fails_with_its_own_error(
    tmp_path: Path, export: Any, error: type[BadInputError], line: str
) -> None:
    with pytest.raises(error, match=line):
        await Studio()(asked(chats(tmp_path, one=export)))


async def test_expectations_that_cannot_be_read_are_a_failure(tmp_path: Path) -> None:
    (team(tmp_path) / "team" / "result.expected.json").write_text("{")

    with pytest.raises(UnreadableExpectationsError):
        await Studio()(asked(tmp_path))


async def test_several_exports_of_which_none_gives_a_digest_fail_as_a_whole(
    tmp_path: Path,
) -> None:
    with pytest.raises(NothingEvaluatedError, match="none of the 2 exports gave a digest — mend"):
        await Studio()(asked(chats(tmp_path, quiet=QUIET, silent=one_chat())))


async def test_a_folder_without_exports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoExportsError):
        await Studio()(asked(tmp_path))


class DiskFullError(Exception):
    pass


class Disk(MemoryArtifacts):
    """Takes the topics of so many windows, and no more."""

    def __init__(self, windows: int) -> None:
        super().__init__()
        self._left = windows

    async def save(self, tenant: TenantId, key: ArtifactKey, answer: bytes) -> None:
        if key.stage is Stage.TOPIC:
            self._left -= 1
            if self._left < 0:
                raise DiskFullError
        await super().save(tenant, key, answer)


async def test_a_window_that_failed_is_told_and_the_others_are_scored(tmp_path: Path) -> None:
    studio = Studio(artifacts=Disk(windows=1))

    card = await studio(asked(team(tmp_path)))

    [failure] = card.failures
    assert failure.why.startswith("1 of 2 windows could not be digested — ")
    assert [2] == [window.start.day for window in card.rows[0].windows]


async def test_an_engine_that_fails_on_the_only_chat_does_not_cost_the_others_table(
    tmp_path: Path,
) -> None:
    studio = Studio(artifacts=Disk(windows=2))

    card = await studio(asked(team(tmp_path), engines=("rules", "auto")))

    assert ["rules"] == [row.engine for row in card.rows]
    [failure] = card.failures
    assert "auto" == failure.engine
    assert failure.why.startswith("no window could be digested — ")


async def test_nothing_is_expected_where_nothing_is_written_down(tmp_path: Path) -> None:
    card = await Studio()(asked(team(tmp_path)))

    assert card.rows[0].total.expectations is None
    assert card.averages[0].total.expectations is None
