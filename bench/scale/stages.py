"""The stages from an export to judged statements: the service's own functions, one after another.

Each takes what those before it gave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.windows import corpus_of, linked
from handlers.export.reader import open_export
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.statements.evaluation import important, judge_all, score
from pipeline.digest.rules.statements.synthesis import Material, compose
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.finding import find_topics
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.ingest.models import Message

Given = Mapping[str, Any]
"""What each stage before gave, by its name; ``export`` is the file, ``wording`` the catalogue."""


@dataclass(frozen=True, slots=True)
class ScaledStage:
    name: str
    run: Callable[[Given], Any]
    needs: tuple[str, ...]
    digest: bool = True
    """It counts towards a whole digest: it is done anew for each window."""


def _read(given: Given) -> list[Message]:
    export: Path = given["export"]
    return [message for batch in open_export(export).batches() for message in batch]


def _prepare(given: Given) -> Any:
    return prepare(given["redaction"], ContextSettings())


def _topics(given: Given) -> Any:
    return find_topics(
        given["redaction"],
        given["ingest_validator"],
        given["thread_builder"],
        given["segmenter"],
        wording=given["wording"],
        limit=DigestSettings().max_topics,
    )


def _compose(given: Given) -> Any:
    material = Material(
        prepared=given["ingest_validator"],
        threads=given["thread_builder"],
        segments=given["segmenter"],
        emotion=given["emotion"],
        roles=given["roles"],
        topics=given["topic"],
        changes=Changes(),
    )
    return compose(material, given["redaction"], given["wording"])


def _judge(given: Given) -> Any:
    corpus, threads = given["redaction"], given["thread_builder"].threads
    proposed, told, _ = judge_all(given["synthesis"], corpus, given["wording"])
    found = strands(threads, corpus, given["ingest_validator"])
    return score(proposed, told, important(found, given["segmenter"]))


STAGES = (
    ScaledStage("export reading", _read, ("export",), digest=False),
    ScaledStage(
        "thread linking", lambda given: linked(given["export reading"]), ("export reading",), False
    ),
    ScaledStage(
        "redaction", lambda given: corpus_of(given["thread linking"]), ("thread linking",)
    ),
    ScaledStage("ingest_validator", _prepare, ("redaction",)),
    ScaledStage(
        "thread_builder",
        lambda given: thread_window(given["redaction"], given["ingest_validator"]),
        ("redaction", "ingest_validator"),
    ),
    ScaledStage(
        "segmenter",
        lambda given: segment(given["redaction"], given["thread_builder"]),
        ("redaction", "thread_builder"),
    ),
    ScaledStage(
        "emotion",
        lambda given: feel(given["redaction"], given["thread_builder"]),
        ("redaction", "thread_builder"),
    ),
    ScaledStage(
        "roles",
        lambda given: assign(given["redaction"], given["thread_builder"]),
        ("redaction", "thread_builder"),
    ),
    ScaledStage(  # a part of topic and of evaluation, counted there
        "strands",
        lambda given: strands(
            given["thread_builder"].threads, given["redaction"], given["ingest_validator"]
        ),
        ("redaction", "ingest_validator", "thread_builder"),
        digest=False,
    ),
    ScaledStage("topic", _topics, ("segmenter",)),
    ScaledStage("synthesis", _compose, ("emotion", "roles", "topic")),
    ScaledStage("evaluation", _judge, ("synthesis",)),
)
UNLIMITED = frozenset({"export reading", "thread linking", "redaction"})
"""Stages without a time budget: they bring the messages in, and have to reach every size."""
