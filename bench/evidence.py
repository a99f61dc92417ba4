"""Whether the messages that a digest cites hold what it says, by the export itself.

``ALFRED_DATA=../shared/data python -m bench.evidence [--file EXPORT]``

Every chat of ``telegram/`` is told by ``main.py replay`` and its rules engine, in all its windows
of 4 and of 24 hours. A statement fails if a message that it cites is not in the export or not in
the window, or if they do not hold a number, a participant's name, or the name of a month or a day
that it says. That is looked up in the export's messages, not in what the product keeps of them.
Precision is the share of the statements that do not fail; what fails is printed.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from handlers.export import open_export
from pipeline.digest.rules.evidence.dates import claimed, named
from pipeline.ingest.models import Message

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = ("4h", "24h")
KINDS = ("id", "window", "number", "name", "date")
LANGUAGES = {"gitter": "en", "zulip": "en", "irc": "en"}
"""Of chats, by how their file's name begins; the others are told in Russian."""
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a reader gets it."""

    text: str
    message_ids: Sequence[int]
    start: datetime
    end: datetime
    """Of its window: the end is no part of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    statements: int
    failed: Sequence[tuple[str, Said]]
    """What fails, each with the first of ``KINDS`` that it does."""
    seconds: float
    """Of the replay, with its import."""
    peak_mb: float

    @property
    def precision(self) -> float:
        """Share of the statements that hold, 1.0 where there are none."""
        return 1.0 - len(self.failed) / self.statements if self.statements else 1.0


class Evidence:
    """What the messages of one export say, for the statements that cite them."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._by_id: dict[int, Message] = {message.id: message for message in messages}
        self._called: dict[str, set[str]] = {}
        for message in messages:
            self._called.setdefault(message.author_id, set()).add(message.author_name)
        names = {name for called in self._called.values() for name in called if name}
        longest = sorted(map(re.escape, names), key=len, reverse=True)
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)" if longest else r"(?!)")

    def fault(self, said: Said) -> str | None:
        """The first of ``KINDS`` that a statement fails; None if its messages hold all of it."""
        cited = [self._by_id[i] for i in said.message_ids if i in self._by_id]
        if not cited or len(cited) < len(said.message_ids):
            return "id"
        if any(not said.start <= message.sent_at < said.end for message in cited):
            return "window"
        source = "\n".join(map(self._source, cited))
        held = {
            "number": all(_holds(source, number) for number in _NUMBER.findall(said.text)),
            "name": all(_holds(source, name) for name in self._names.findall(said.text)),
            "date": claimed(said.text) <= named(source),
        }
        return next((kind for kind, holds in held.items() if not holds), None)

    def _source(self, message: Message) -> str:
        """All that a reader of the message sees: its text, the name of its file, who wrote it.

        Whoever has called himself differently in the chat is known by each of the names.
        """
        file = message.media.name if message.media else None
        return "\n".join((message.text, file or "", *self._called[message.author_id]))


def _holds(source: str, found: str) -> bool:
    """Whether the source has it, and not only as a part of a longer number or name."""
    return re.search(rf"(?<!\d){re.escape(found)}(?!\d)", source) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="one chat's export")
    given = parser.parse_args()
    folder = None if given.file else public_data("telegram")
    exports = [given.file] if folder is None else sorted(folder.glob("*.result.json"))
    watch = Watch()
    checks = {
        f"{export.name.split('.')[0][:24]}, {window}": check(export, window)
        for export in exports
        for window in WINDOWS
    }
    for checked in checks.values():
        for kind, said in checked.failed:
            Console().print(f"{kind}: {said.text} {list(said.message_ids)}", markup=False)
    publish("evidence", "what digests cite holds what they say", figures(checks), watch)


def figures(checks: Mapping[str, Checked]) -> list[Figure]:
    found = [Figure(name, round(each.precision, 4), 1.0) for name, each in checks.items()]
    failed = Counter(kind for each in checks.values() for kind, _ in each.failed)
    found += [Figure(f"fail by {kind}", failed[kind], 0, lower_is_better=True) for kind in KINDS]
    every = list(checks.values())
    return [
        *found,
        Figure("statements", sum(each.statements for each in every)),
        Figure("seconds of replaying", round(sum(each.seconds for each in every), 1)),
        Figure("MB of a replay at most", round(max(each.peak_mb for each in every))),
    ]


def check(export: Path, window: str) -> Checked:
    """Tell all windows of an export, and look its statements up in it."""
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        out = Path(folder) / "out.json"
        seconds, peak = replay(export, window, Path(folder) / "home", out)
        told = json.loads(out.read_text(encoding="utf-8"))
    messages = [message for batch in open_export(export).batches() for message in batch]
    evidence = Evidence(messages)
    said = list(statements(told))
    faults = ((evidence.fault(each), each) for each in said)
    failed = [(kind, each) for kind, each in faults if kind is not None]
    return Checked(len(said), failed, seconds, peak)


def statements(told: Mapping[str, Any]) -> Iterator[Said]:
    for window in told["windows"]:
        start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
        for each in window["statements"]:
            yield Said(each["text"], each["message_ids"], start, end)


def replay(export: Path, window: str, home: Path, out: Path) -> tuple[float, float]:
    """Wall seconds and peak resident MB of a process that does it as a person would.

    Raises:
        SystemExit: The process failed; what it printed says why.
    """
    language = LANGUAGES.get(export.name.split("-")[0], "ru")
    command = [sys.executable, str(ROOT / "main.py"), "--home", str(home), "replay", str(export)]
    command += ["--engine", "rules", "--window", window, "--all", "--lang", language]
    command += ["--format", "json", "--out", str(out), "--tz", "UTC", "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"error: replay of {export.name} failed — see what it printed above")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
