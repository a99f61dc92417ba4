"""``make demo-model``: the whole model path on a stand-in, which leaves nothing behind."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.digest.prompts.versions import VERSIONS, prompt_version
from tests.fixtures.command_line import ROOT, environment

DEMO = (sys.executable, "-u", "-m", "tests.servers.demo")


@contextmanager
def demo(*options: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The demo as it runs, and the directory for its temporary files."""
    with (
        tempfile.TemporaryDirectory(prefix="demo-") as folder,
        subprocess.Popen(
            [*DEMO, *options],
            cwd=ROOT,
            env=environment({"TMPDIR": folder, "PYTHONUTF8": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        yield process, Path(folder)


def test_it_shows_a_digest_by_the_model_and_what_the_stand_in_saw() -> None:
    with demo("--latency", "0", "--tokens-per-second", "0") as (process, folder):
        out, err = process.communicate(timeout=60)

        assert 0 == process.returncode, err
        assert "движок: GigaChat-2-Pro" in out
        assert [] == [stage for stage in VERSIONS if prompt_version(stage, "ru") not in out]
        assert [] == list(folder.iterdir())


def test_an_interruption_leaves_nothing_behind() -> None:
    with demo("--latency", "60") as (process, folder):
        assert process.stderr
        assert "stand-in" in process.stderr.readline()

        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

        assert 130 == process.returncode
        assert [] == list(folder.iterdir())
