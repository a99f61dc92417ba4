"""deploy/Dockerfile as it is written; that it works is the matter of test_image_runs."""

import re
import subprocess
import sys

import pytest

from bot.settings import WebSettings
from handlers.cli.about import VERSION
from handlers.cli.commands import alfred
from handlers.service.supervisor import DRAIN_SECONDS
from tests.fixtures.command_line import ROOT
from tests.fixtures.dockerfile import DOCKERFILE, ImageStage, context, let_through, stages

TEXT = DOCKERFILE.read_text("utf-8")
LOCK = ROOT / "requirements.lock"
PACKAGES, CODE, LAST = stages(TEXT)


def test_every_file_that_is_copied_exists_and_gets_into_the_context() -> None:
    copied = [
        ROOT / source
        for stage in (PACKAGES, CODE, LAST)
        for copy in stage.copies
        if copy.stage is None
        for source in copy.sources
    ]

    assert [] == [path for path in copied if not (path.exists() and let_through(path))]


def test_what_is_copied_from_another_stage_was_made_there() -> None:
    copied = {(copy.stage, tuple(copy.sources)) for copy in LAST.copies}

    assert {("packages", ("/venv",)), ("code", ("/app",))} == copied
    assert ["packages", "code", None] == [stage.name for stage in (PACKAGES, CODE, LAST)]


def test_every_package_of_ours_and_nothing_of_a_developer_is_in_the_image() -> None:
    copied = {source for copy in CODE.copies for source in copy.sources}

    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "tests"}
    assert packages | {"locales", "main.py", "pyproject.toml", "requirements.lock"} <= copied
    assert set() == {"bench", "tests", "docs", "deploy", "."} & copied


def test_no_secret_no_history_and_no_data_is_in_the_context() -> None:
    inside = {path.relative_to(ROOT).as_posix() for path in context()}
    kept_out = (".env", ".git/config", ".alfred/postgres", "deploy/secrets/database_url")

    assert [] == [name for name in kept_out if let_through(ROOT / name)]
    assert not let_through(ROOT / "bot" / "__pycache__" / "settings.cpython-312.pyc")
    copied = {
        source for stage in (PACKAGES, CODE) for copy in stage.copies for source in copy.sources
    }
    assert [] == [name for name in inside if not copied & {name, name.split("/")[0]}]


def test_the_base_is_named_by_version_and_is_one_that_alfred_runs_on() -> None:
    [default] = re.findall(r"^ARG PYTHON=(\d+\.\d+)-slim-\w+$", TEXT, re.MULTILINE)

    assert default in ("3.11", "3.12", "3.13")
    assert {"python:${PYTHON}"} == {stage.base for stage in (PACKAGES, CODE, LAST)}


def test_packages_are_wheels_of_the_lock_with_their_hashes() -> None:
    command = PACKAGES.one("RUN").rest

    assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(command.split())


def test_he_runs_as_a_numbered_user_without_rights() -> None:
    number, _, group = LAST.one("USER").rest.partition(":")

    assert number == group
    assert int(number) > 1000
    assert f"--gid {number} " in LAST.one("RUN").rest
    assert f"--uid {number} " in LAST.one("RUN").rest


def test_signals_reach_alfred_himself() -> None:
    program, command = LAST.one("ENTRYPOINT").arguments, LAST.one("CMD").arguments

    assert ["python", "main.py"] == program
    assert command[0] in alfred.commands
    assert "SIGTERM" == LAST.one("STOPSIGNAL").rest
    assert LAST.one("WORKDIR").rest in {copy.target for copy in LAST.copies}


def test_the_healthcheck_is_a_command_of_alfreds() -> None:
    options, _, command = LAST.one("HEALTHCHECK").rest.partition("CMD ")

    assert '["python", "main.py", "health"]' == command
    assert "health" in alfred.commands
    assert "--start-period=" in options


def test_what_the_image_sets_is_a_setting_of_alfred_or_of_python() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    ours = {name for name in LAST.variables if not name.startswith("PYTHON")} - {"PATH"}

    assert ours == {name for name in ours if f"\n#{name}=" in example}
    assert "0.0.0.0" == LAST.variables["WEB_HOST"]  # noqa: S104 - what is published is decided outside
    assert str(WebSettings.model_fields["port"].default) == LAST.one("EXPOSE").rest
    assert LAST.variables["ALFRED_HOME"] == LAST.one("VOLUME").rest


def test_the_labels_tell_the_version() -> None:
    labels = LAST.labels

    assert VERSION == labels["org.opencontainers.image.version"]
    assert {"title", "description", "version", "revision", "licenses"} == {
        name.removeprefix("org.opencontainers.image.") for name in labels
    }


def test_no_registry_is_named() -> None:
    assert "://" not in re.sub(r"^#.*$", "", TEXT, flags=re.MULTILINE)


def test_the_time_to_stop_that_is_advised_is_enough() -> None:
    [seconds] = re.findall(r"give him (\d+) before he is killed", TEXT)

    assert int(seconds) > DRAIN_SECONDS


@pytest.mark.parametrize(
    ("extra", "package", "brought"),
    [
        ("speech", "pocketsphinx", set[str]()),
        ("otel", "opentelemetry-sdk", {"opentelemetry-api", "protobuf"}),
    ],
)
def test_an_extra_is_taken_out_of_the_lock_with_what_it_needs_and_its_hashes(
    extra: str, package: str, brought: set[str]
) -> None:
    taken = extras(extra).stdout

    names = set(re.findall(r"^([a-z0-9-]+)==", taken, re.MULTILINE))
    there = set(re.findall(r"^([a-z0-9-]+)==", LOCK.read_text("utf-8"), re.MULTILINE))
    assert {package, *brought} <= names
    assert set() == names & there
    assert len(names) == taken.count("# via ")
    assert [] == [each for each in taken.split("# via ")[:-1] if "--hash=sha256:" not in each]


def test_without_extras_nothing_is_taken_and_an_unknown_one_is_refused() -> None:
    refused = extras("telepathy")

    assert (0, "") == (extras().returncode, extras().stdout)
    assert 1 == refused.returncode
    assert refused.stderr.startswith("error: no extra telepathy — choose from ")


def test_every_copied_source_of_the_packages_stage_is_what_the_script_reads() -> None:
    [copy] = PACKAGES.copies

    read = {"pyproject.toml", "requirements.lock", "requirements-dev.lock"}
    assert {*read, "deploy/extras.py"} == set(copy.sources)


def extras(*names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "extras.py"), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stage_is_read_with_its_continued_lines_and_without_remarks() -> None:
    [stage] = stages('ARG A=1\nFROM x AS y\n# no\nENV B=1 \\\n    C="2 3"\nRUN a \\\n  && b\n')

    assert ImageStage("x", "y", stage.instructions) == stage
    assert ({"B": "1", "C": "2 3"}, "a && b") == (stage.variables, stage.one("RUN").rest)
