"""Take a stage's answer from the artifacts: a crash costs the stage it hit, no more."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pipeline.digest.answers import Answer, Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.ports import ArtifactKey

RULES_VERSION = "rules-5"
"""Raised when a rule changes what it answers, so that stored answers of older rules rest."""
SCHEMA_VERSION = 1
"""Raised when an answer model changes its shape."""
RULES_ENGINE = "rules"
MIXED = "+rules"
"""Ends the writer's name where rules filled what the model left out: kept, and never reused."""

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answered: rules or a model, and which version of them or of its prompt."""

    version: str
    name: str


BY_RULES = Writer(RULES_VERSION, RULES_ENGINE)


@dataclass(frozen=True, slots=True)
class Recalled(Generic[A]):
    stage: Stage
    attempt: int
    answer: A
    hash: str
    seconds: float
    writer: str = RULES_ENGINE
    fallback: str | None = None
    """Why rules answered, wholly or in part, where a model should have."""

    def update(self, key: str) -> dict[str, Any]:
        """What the stage changes in the graph's state: its answer under ``key``, and traces."""
        step = self.stage if self.attempt == 1 else f"{self.stage}.{self.attempt}"
        return {
            key: self.answer,
            "hashes": {self.stage: self.hash},
            "seconds": {step: self.seconds},
            "writers": {self.stage: self.writer},
            "fallbacks": {self.stage: self.fallback} if self.fallback else {},
        }


@dataclass(frozen=True, slots=True)
class Shelf(Generic[A]):
    """Where one stage of one run keeps its answer.

    ``basis`` holds the hashes of the answers that the stage reads; ``attempt`` is above 1 for the
    stages of a corrective pass, which run again.
    """

    context: DigestContext
    stage: Stage
    answer_type: type[A]
    basis: Sequence[str]
    attempt: int = 1

    async def find(self, writer: Writer) -> tuple[A, str] | None:
        """The stored answer and its hash."""
        stored = await self.context.artifacts.find(self.context.tenant, self._key(writer))
        if stored is None:
            return None
        return await asyncio.to_thread(_parsed, self.answer_type, stored)

    async def save(self, writer: Writer, answer: A) -> str:
        """Store the answer and return its hash."""
        stored, digest = await asyncio.to_thread(_written, answer)
        await self.context.artifacts.save(self.context.tenant, self._key(writer), stored)
        return digest

    def _key(self, writer: Writer) -> ArtifactKey:
        return ArtifactKey(
            window_id=self.context.window.id,
            stage=self.stage,
            input_hash=hash_of(self.context.request.fingerprint, str(self.attempt), *self.basis),
            prompt_version=writer.version,
            model=writer.name,
            schema_version=SCHEMA_VERSION,
        )


def _parsed(answer_type: type[A], stored: bytes) -> tuple[A, str]:
    """In a thread: the answer about a long window is a megabyte, and would hold up the loop."""
    return answer_type.model_validate_json(stored), hash_of(stored)


def _written(answer: Answer) -> tuple[bytes, str]:
    stored = answer.model_dump_json().encode()
    return stored, hash_of(stored)


def makeshift(fingerprint: str, version: int) -> str:
    """Under what a digest is stored in which rules stood in for the model.

    Asked again, it is made anew: a failure is never taken for the answer. The next one may be a
    makeshift too, and a better one, so each version has its own.
    """
    return f"{fingerprint}~{version}"


def hash_of(*parts: str | bytes) -> str:
    joined = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        joined.update(len(data).to_bytes(8, "big"))
        joined.update(data)
    return joined.hexdigest()
