"""The rules of the house that a test can check, so that nobody has to remember them."""

import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from handlers.cli import machine
from handlers.cli.about import VERSION

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "pipeline", "scheduler", "storage")
LOCKS = ("requirements.lock", "requirements-dev.lock")
TEXTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md")

LONGEST_MODULE = 250
LONG_FOR_A_REASON = {
    "main.py": "the composition root: the one place that may know every part",
}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "misc", "manager", "base", "core"}

NOT_OURS = {".venv", ".git", ".alfred", "out", "results", "__pycache__"}
REGISTRY = re.compile(r"\b(?:pyp[i]|pythonhost[e]d|npm[j]s)\.(?:org|com)\b")
PERSONAL_PATH = re.compile(r"(?<![\w.~:/])/(?:home|Users|root|work)/\w")


def _ours(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.endswith("_cache") or path.name == ".hypothesis":
            continue
        if path.is_dir():
            yield from _ours(path)
        else:
            yield path


def _modules() -> Iterator[Path]:
    yield ROOT / "main.py"
    for package in (*PACKAGES, "bench"):
        yield from (path for path in _ours(ROOT / package) if path.suffix == ".py")


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _locked(lock: str) -> dict[str, list[str]]:
    """Each requirement of a lock with the option lines that follow it."""
    entries: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if line.startswith((" ", "#")):
            if entries and "--" in line:
                entries[next(reversed(entries))].append(line)
        else:
            entries[line.removesuffix("\\").strip()] = []
    return entries


def _targets() -> dict[str, str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return dict(re.findall(r"^([a-z-]+):.*?## (.+)$", makefile, re.MULTILINE))


def test_a_long_module_is_split_or_says_why_it_is_one_thing() -> None:
    long = {_name(path) for path in _modules() if _lines(path) > LONGEST_MODULE}

    assert LONG_FOR_A_REASON.keys() == long


def test_the_usual_module_fits_on_a_screen_and_a_half() -> None:
    lengths = [lines for path in _modules() if (lines := _lines(path))]

    assert statistics.median(lengths) <= 80


def test_modules_are_named_after_what_they_are_about() -> None:
    named = {part: path for path in _modules() for part in (path.stem, path.parent.name)}

    assert set() == NAMES_THAT_SAY_NOTHING & named.keys()


def test_the_import_contracts_know_every_package() -> None:
    contracts = _pyproject()["tool"]["importlinter"]
    top_level = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}

    layers = " | ".join(contracts["contracts"][0]["layers"])

    assert set(PACKAGES) == top_level
    assert set(PACKAGES) == set(contracts["root_packages"])
    assert set(PACKAGES) == set(layers.split(" | "))


def test_make_lists_every_target_that_a_person_calls() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony

    called = set(phony[1].split()) - {"help"}

    assert called == _targets().keys()


@pytest.mark.parametrize("text", TEXTS)
def test_documents_name_only_targets_and_files_that_exist(text: str) -> None:
    content = (ROOT / text).read_text("utf-8")
    folder = (ROOT / text).parent

    targets = set(re.findall(r"`make ([a-z]+)", content))
    links = set(re.findall(r"\]\(([^)#:]+)\)", content))

    assert set() == targets - _targets().keys()
    assert [] == [link for link in sorted(links) if not (folder / link).exists()]


def test_no_file_names_a_place_on_somebodys_machine_or_a_registry() -> None:
    found = []
    for path in _ours(ROOT):
        content = path.read_bytes().decode("utf-8", "replace")
        if REGISTRY.search(content) or PERSONAL_PATH.search(content) or f"{ROOT}/" in content:
            found.append(_name(path))

    assert [] == found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_every_package_and_no_address(lock: str) -> None:
    entries = _locked(lock)

    loose = [name for name, options in entries.items() if not options]
    options = {line.split("=")[0].strip() for lines in entries.values() for line in lines}

    assert [] == loose
    assert {"--hash"} == options
    assert "://" not in (ROOT / lock).read_text("utf-8")


def test_the_locks_fit_the_declared_dependencies() -> None:
    project = _pyproject()
    runtime = project["project"]["dependencies"]
    wanted = {
        "requirements.lock": runtime,
        "requirements-dev.lock": [*runtime, *project["dependency-groups"]["dev"]],
    }

    missing = [
        (lock, text)
        for lock, texts in wanted.items()
        for text in texts
        if not _satisfied(Requirement(text), lock)
    ]

    assert [] == missing, "run: make lock"


def test_the_tools_are_checked_with_the_versions_that_run() -> None:
    runtime = set(_locked("requirements.lock"))

    assert runtime <= set(_locked("requirements-dev.lock"))


def test_version_and_python_are_the_same_wherever_they_are_told() -> None:
    project = _pyproject()["project"]
    oldest, too_new = (".".join(map(str, pair)) for pair in (machine.OLDEST, machine.TOO_NEW))
    makefile = (ROOT / "Makefile").read_text("utf-8")

    changelog = re.search(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )

    assert project["version"] == VERSION
    assert changelog
    assert project["version"] == changelog[1]
    assert f">={oldest},<{too_new}" == project["requires-python"]
    assert f"{machine.OLDEST} <= sys.version_info < {machine.TOO_NEW}" in makefile


def _satisfied(wanted: Requirement, lock: str) -> bool:
    return any(
        canonicalize_name(entry.name) == canonicalize_name(wanted.name)
        and all(wanted.specifier.contains(pin.version) for pin in entry.specifier)
        for entry in map(Requirement, _locked(lock))
    )
