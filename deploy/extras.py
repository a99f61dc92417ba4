"""``python extras.py otel speech``: what extras need beyond requirements.lock, with hashes.

For the image: pip alone cannot take a part of a lock. It reads pyproject.toml and both locks in
the working directory, and prints entries of requirements-dev.lock.
"""  # noqa: INP001 - a script by itself

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

_ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==.*?\n(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL
)
_VIA = re.compile(r"^ +# via (.+)$", re.MULTILINE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def entries(lock: Path) -> Mapping[str, str]:
    """Each package of a lock with its lines."""
    return {_plain(each[1]): each[0] for each in _ENTRY.finditer(lock.read_text("utf-8"))}


def needed(names: set[str], locked: Mapping[str, str]) -> set[str]:
    """The packages with those that they need, as the lock's "via" tells."""
    known: set[str] = set()
    found = names
    while found:
        known |= found
        found = {name for name, lines in locked.items() if _wanted_by(lines) & known} - known
    return known


def main(extras: list[str]) -> str:
    declared = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    optional = declared["project"]["optional-dependencies"]
    if unknown := set(extras) - set(optional):
        sys.exit(
            f"error: no extra {', '.join(sorted(unknown))} — choose from {', '.join(optional)}"
        )
    named = (_NAME.match(text) for extra in extras for text in optional[extra])
    locked, there = entries(Path("requirements-dev.lock")), entries(Path("requirements.lock"))
    wanted = needed({_plain(each[0]) for each in named if each}, locked) - set(there)
    return "".join(locked[name] for name in sorted(wanted))


def _wanted_by(lines: str) -> set[str]:
    told = _VIA.search(lines)
    return {_plain(name) for name in told[1].split(", ")} if told else set()


def _plain(name: str) -> str:
    """As registries compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
