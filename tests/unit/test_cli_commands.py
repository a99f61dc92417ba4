"""What the commands ask of their programs, which here only note it."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.cli.access import AccessStores
from handlers.cli.backup_request import BackupRequest, RestoreRequest
from handlers.cli.commands import alfred
from handlers.cli.entry import run
from handlers.cli.evaluate_request import EvaluateRequest
from handlers.cli.logs import LogFile
from handlers.cli.programs import Programs
from handlers.cli.request import ReplayRequest
from handlers.cli.trace import TraceStores
from handlers.service.roles import Role
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.groups import MemoryTenants
from tests.fakes.tokens import MemoryTokens
from tests.fakes.traces import MemoryTraces


@dataclass(frozen=True, slots=True)
class Stores:
    tenants: MemoryTenants = field(default_factory=MemoryTenants)
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    endpoints: MemoryEndpoints = field(default_factory=MemoryEndpoints)
    traces: MemoryTraces = field(default_factory=MemoryTraces)


@dataclass(slots=True)
class Noted:
    """The port ``Programs``."""

    folder: Path
    well: bool = True
    homes: list[Path | None] = field(default_factory=list)
    asked: list[object] = field(default_factory=list)
    stores: Stores = field(default_factory=Stores)

    def compose(self, home: Path | None) -> Programs:
        self.homes.append(home)
        return self

    def log_file(self) -> LogFile:
        return LogFile(self.folder / "alfred.log", lambda: None)

    async def replay(self, request: ReplayRequest) -> None:
        self.asked.append(request)

    async def evaluate(self, request: EvaluateRequest) -> None:
        self.asked.append(request)

    async def run(self, roles: frozenset[Role]) -> None:
        self.asked.append(roles)

    @asynccontextmanager
    async def access(self) -> AsyncIterator[AccessStores]:
        yield self.stores

    @asynccontextmanager
    async def tracing(self) -> AsyncIterator[TraceStores]:
        yield self.stores

    async def migrate(self) -> None:
        self.asked.append("migrate")

    async def backup(self, request: BackupRequest) -> None:
        self.asked.append(request)

    async def restore(self, request: RestoreRequest) -> None:
        self.asked.append(request)

    async def doctor(self) -> bool:
        self.asked.append("doctor")
        return self.well

    async def reset(self, *, sure: bool) -> None:
        self.asked.append(("reset", sure))

    def typed(self, *arguments: str) -> int:
        return run(alfred, arguments, self.compose)


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Noted]:
    yield Noted(tmp_path)
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["run", "--roles", "web, bot"], frozenset({Role.WEB, Role.BOT})),
        (["run"], frozenset(Role)),
        (["migrate"], "migrate"),
        (["doctor"], "doctor"),
        (["reset"], ("reset", False)),
        (["reset", "--yes"], ("reset", True)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_asks_for_its_program_and_for_nothing_else(
    arguments: Sequence[str], asked: object, programs: Noted
) -> None:
    code = programs.typed(*arguments)

    assert (0, [asked]) == (code, programs.asked)


def test_what_is_typed_after_a_command_is_its_request(programs: Noted) -> None:
    export = programs.folder / "result.json"
    export.write_text("{}")

    codes = [
        programs.typed("replay", str(export), "--window", "6h", "--engine", "rules"),
        programs.typed("evaluate", str(export), "--engine", "rules"),
    ]

    replay, evaluate = programs.asked
    assert [0, 0] == codes
    assert isinstance(replay, ReplayRequest)
    assert (export, 6, True) == (replay.export, replay.size.value, replay.offline)
    assert isinstance(evaluate, EvaluateRequest)
    assert (export, True) == (evaluate.data, evaluate.offline)


def test_a_doctor_who_finds_something_ends_with_one(programs: Noted) -> None:
    programs.well = False

    assert 1 == programs.typed("doctor")


def test_programs_are_composed_once_and_in_the_home_that_is_given(programs: Noted) -> None:
    programs.typed("--home", "elsewhere", "migrate")
    programs.typed("migrate")

    assert [Path("elsewhere"), None] == programs.homes


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["token", "create", "--help"],
        ["run", "--roles", "cook"],
        ["webhook", "remove", "0"],
        ["replay", "none.json"],
    ],
    ids=" ".join,
)
def test_help_and_what_cannot_be_meant_compose_nothing(
    arguments: Sequence[str], programs: Noted
) -> None:
    programs.typed(*arguments)

    assert [] == programs.homes


def test_a_new_tenant_is_remarked_on_beside_the_output(
    programs: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [
        programs.typed("token", "create", "--tenant", "tema"),
        programs.typed("webhook", "add", "https://example.org/hook", "--tenant", "team"),
    ]

    said = capsys.readouterr()
    assert [0, 0] == codes
    assert "tenant tema was new\ntenant team was new\n" == said.err
    assert "was new" not in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["token", "list"],
        ["token", "revoke", "1"],
        ["webhook", "list"],
        ["webhook", "remove", "1"],
    ],
    ids=" ".join,
)
def test_an_unknown_tenant_is_a_mistake_of_one_line(
    arguments: Sequence[str], programs: Noted, capsys: pytest.CaptureFixture[str]
) -> None:
    code = programs.typed(*arguments, "--tenant", "tema")

    said = capsys.readouterr()
    assert (2, "", 1) == (code, said.out, said.err.count("\n"))
    assert said.err.startswith("error: there is no tenant tema — check the name")
