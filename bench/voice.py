"""Voice messages: how long decoding takes, and how late the event loop comes while five are heard.

``python -m bench.voice [--decodings 20] [--rounds 3]``

A minute of speech by espeak-ng as OGG Opus, as Telegram sends it, is decoded in the workers: once
with the start of the process and then warm. Then five people speak at the same moment and are
decoded and recognised by pocketsphinx, which is the heaviest that a machine of ours can do itself,
while a timer of 5 ms watches the loop.
"""

# The workers import the main module again, so what is heavy is imported where it is used: here as
# in main.py.
import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.speech.transcribing import Transcriber

RESULTS = Path(__file__).resolve().parent / "results" / "voice.json"
DECODE_GOAL, LAG_GOAL = 0.5, 50.0
PANGRAM = "the quick brown fox jumps over the lazy dog. "
REQUESTS = (
    "good morning alfred what did we decide yesterday about the release",
    "please remind me to call my brother tomorrow at seven",
    "i like green tea with honey in the morning",
    "tell me about the weather in paris",
    "we have to finish the work before the end of the month",
)


@dataclass(frozen=True, slots=True)
class Measured:
    voice_seconds: float
    voice_bytes: int
    first_decode_seconds: float
    """With the start of its process."""
    decode_seconds: float
    """The median of those after it."""
    worst_decode_seconds: float
    five_voices_seconds: float
    """Of sound, together."""
    recognised_seconds: float
    """Until the last of the five has its text; the median of the rounds."""
    loop_lag_p50_ms: float
    loop_lag_p99_ms: float
    loop_lag_max_ms: float


async def measure(decodings: int, rounds: int) -> Measured:
    from bench.lag import share, watch
    from tests.fixtures.voices import encoded, said

    spoken = said(PANGRAM * 21)
    minute = encoded(spoken)
    voices = [said(text) for text in REQUESTS]
    recordings = [encoded(voice) for voice in voices]
    first, decoded = await _decode(minute, decodings)
    lags: list[float] = []
    heard = []
    async with _transcriber() as transcriber:
        await transcriber.transcribe(recordings[0], "en")
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(watch(lags))
            for _ in range(rounds):
                began = time.perf_counter()
                await asyncio.gather(*(transcriber.transcribe(each, "en") for each in recordings))
                heard.append(time.perf_counter() - began)
            watching.cancel()
    return Measured(
        voice_seconds=round(spoken.seconds, 1),
        voice_bytes=len(minute),
        first_decode_seconds=round(first, 3),
        decode_seconds=round(median(decoded), 3),
        worst_decode_seconds=round(max(decoded), 3),
        five_voices_seconds=round(sum(voice.seconds for voice in voices), 1),
        recognised_seconds=round(median(heard), 2),
        loop_lag_p50_ms=share(lags, 50),
        loop_lag_p99_ms=share(lags, 99),
        loop_lag_max_ms=share(lags, 100),
    )


async def _decode(recording: bytes, times: int) -> tuple[float, list[float]]:
    from pipeline.speech.decoding import open_decoder
    from pipeline.speech.settings import SpeechSettings

    took = []
    async with open_decoder(SpeechSettings(_env_file=None)) as decoder:
        for _ in range(1 + times):
            began = time.perf_counter()
            await decoder.decode(recording)
            took.append(time.perf_counter() - began)
    return took[0], took[1:]


@asynccontextmanager
async def _transcriber() -> AsyncIterator["Transcriber"]:
    """By pocketsphinx, whatever it is worth."""
    from prometheus_client import CollectorRegistry

    from pipeline.speech.engines import SpeechSections
    from pipeline.speech.metrics import SpeechMetrics
    from pipeline.speech.opening import open_transcriber
    from pipeline.speech.settings import (
        Engine,
        SaluteSpeechSettings,
        SpeechSettings,
        VoskSettings,
    )

    sections = SpeechSections(
        SpeechSettings(_env_file=None, engine=Engine.POCKETSPHINX, confidence=0.0),
        SaluteSpeechSettings(_env_file=None),
        VoskSettings(_env_file=None),
    )
    async with open_transcriber(sections, SpeechMetrics(CollectorRegistry())) as transcriber:
        if transcriber is None:
            raise RuntimeError("nobody listens")
        yield transcriber


def main() -> None:
    from rich.console import Console
    from rich.table import Table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decodings", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    measured = asyncio.run(measure(given.decodings, given.rounds))
    table = Table("what", "measured", "goal")
    length = f"{measured.voice_seconds} s of OGG Opus"
    table.add_row(f"decoding {length}, s", str(measured.decode_seconds), f"< {DECODE_GOAL}")
    table.add_row("the slowest time, s", str(measured.worst_decode_seconds), f"< {DECODE_GOAL}")
    first = str(measured.first_decode_seconds)
    table.add_row("the first time, with its process, s", first, f"< {DECODE_GOAL}")
    sound = f"five voices at once, {measured.five_voices_seconds} s of sound, s"
    table.add_row(sound, str(measured.recognised_seconds), "-")
    table.add_row("the loop's lag meanwhile, p50, ms", str(measured.loop_lag_p50_ms), "-")
    table.add_row("p99, ms", str(measured.loop_lag_p99_ms), f"< {LAG_GOAL:g}")
    table.add_row("at worst, ms", str(measured.loop_lag_max_ms), "-")
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(measured), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
