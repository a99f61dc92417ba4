"""The map step: a model reads a pack of slices and says what their messages do.

A pack whose answer is useless is read again in halves, and a half in halves, so that a slice that
spoils its call costs only itself. What is wrong with the model is no fault of a slice: then the
whole pack fails at once.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.packing import Pack, Piece
from pipeline.digest.model.slices import rows
from pipeline.digest.model.units import Unit, Units, marked
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.segmenter import SegmenterAnswer, Slices, render
from pipeline.llm.errors import (
    BoundaryBrokenError,
    InvalidAnswerError,
    ModelError,
    PromptTooLongError,
    RefusedError,
)
from pipeline.llm.models import Prompt

ASKS = 24
"""Calls for one pack at the most: enough to find one bad slice among some thousand."""
SHORTEST = 4
"""A slice alone is read in halves and quarters: that mends a long answer, not a bad message."""
PATIENCE = 3
"""Invalid answers in a row after which they are the model's fault: one bad slice spoils the whole
and one half, never both halves."""

_OF_A_MESSAGE = (RefusedError, BoundaryBrokenError)
"""What one message does to its call, however short that is."""
_OF_THE_TALK = (InvalidAnswerError, PromptTooLongError, *_OF_A_MESSAGE)


@dataclass(frozen=True, slots=True)
class PackResult:
    """What came of one pack, or of several."""

    units: Mapping[str, Units] = field(default_factory=dict)
    """By slice hash; empty units where nothing is worth a mark."""
    failed: Mapping[str, str] = field(default_factory=dict)
    """Why slices were not read, by slice hash."""
    parts: Mapping[Piece, Units] = field(default_factory=dict)
    """Parts of slices that are not whole yet."""


def joined(results: Iterable[PackResult]) -> PackResult:
    """The results of all packs; a slice that was cut was read once all of its parts were."""
    units: dict[str, Units] = {}
    failed: dict[str, str] = {}
    parts: dict[str, dict[Piece, Units]] = {}
    for result in results:
        units.update(result.units)
        failed.update(result.failed)
        for piece, read in result.parts.items():
            parts.setdefault(piece.slice_hash, {})[piece] = read
    loose: dict[Piece, Units] = {}
    for slice_hash, found in parts.items():
        if slice_hash in failed:
            continue
        if len(found) < next(iter(found)).parts:
            loose.update(found)
            continue
        in_order = sorted(found, key=lambda piece: piece.part)
        units[slice_hash] = Units(tuple(unit for piece in in_order for unit in found[piece].root))
    return PackResult(units, failed, loose)


async def read_pack(asker: Asker, pack: Pack, corpus: Corpus) -> PackResult:
    """Ask what the messages of a pack do, in one call if all goes well."""
    reading = _Reading(asker, corpus)
    await reading.read(pack)
    return reading.result(pack)


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """What one call holds of a piece."""

    piece: Piece
    message_ids: Ids


_Excerpts = tuple[_Excerpt, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    asker: Asker
    corpus: Corpus
    units: dict[Piece, list[Unit]] = field(default_factory=dict)
    failed: dict[Piece, str] = field(default_factory=dict)

    async def read(self, pack: Pack) -> None:
        waiting = deque([tuple(_Excerpt(piece, piece.message_ids) for piece in pack.pieces)])
        asks = invalid = 0
        while waiting:
            excerpts = tuple(one for one in waiting.popleft() if one.piece not in self.failed)
            if not excerpts:
                continue
            asks += 1
            error = await self._ask(excerpts)
            if error is None:
                invalid = 0
                continue
            invalid += isinstance(error, InvalidAnswerError)
            halves = _halves(excerpts, error)
            waiting.extend(halves)
            if not halves:
                self._fail(excerpts, error)
            if asks >= ASKS or invalid >= PATIENCE or not isinstance(error, _OF_THE_TALK):
                self._fail(chain.from_iterable(waiting), error)
                return

    def result(self, pack: Pack) -> PackResult:
        read = {
            piece: Units(tuple(self.units.get(piece, ())))
            for piece in pack.pieces
            if piece not in self.failed
        }
        return PackResult(
            units={piece.slice_hash: units for piece, units in read.items() if piece.parts == 1},
            failed={piece.slice_hash: reason for piece, reason in self.failed.items()},
            parts={piece: units for piece, units in read.items() if piece.parts > 1},
        )

    async def _ask(self, excerpts: _Excerpts) -> ModelError | None:
        numbering = Numbering()
        try:
            async with self.asker.desk:
                prompt = await asyncio.to_thread(self._prompt, excerpts, numbering)
            if prompt is None:
                return None
            answer = await self.asker.ask(prompt)
        except ModelError as error:
            return error
        owners = {message_id: one.piece for one in excerpts for message_id in one.message_ids}
        for unit in marked(answer, numbering):
            piece = owners[unit.message_id]
            if unit.answered_by is not None and owners[unit.answered_by] is not piece:
                unit = unit._replace(answered_by=None)
            self.units.setdefault(piece, []).append(unit)
        return None

    def _prompt(self, excerpts: _Excerpts, numbering: Numbering) -> Prompt[SegmenterAnswer] | None:
        """None if there is nothing to ask about: all of it is other people's words."""
        by_id = self.corpus.by_id
        quoted = [
            tuple(found.values())
            for one in excerpts
            if (found := rows([by_id[i] for i in one.message_ids], numbering))
        ]
        if not quoted:
            return None
        return render(
            Slices(quoted, numbering.size),
            self.asker.language,
            self.asker.fence,
            integrity=self.asker.integrity,
        )

    def _fail(self, excerpts: Iterable[_Excerpt], error: ModelError) -> None:
        for one in excerpts:
            self.failed.setdefault(one.piece, error.reason)


def _halves(excerpts: _Excerpts, error: ModelError) -> tuple[_Excerpts, ...]:
    """Two calls in the place of one whose talk may be to blame; none if that helps nothing."""
    if not isinstance(error, _OF_THE_TALK):
        return ()
    if len(excerpts) > 1:
        middle = len(excerpts) // 2
        return excerpts[:middle], excerpts[middle:]
    [one] = excerpts
    middle = len(one.message_ids) // 2
    if isinstance(error, _OF_A_MESSAGE) or middle < max(1, len(one.piece.message_ids) // SHORTEST):
        return ()
    halves = one.message_ids[:middle], one.message_ids[middle:]
    return tuple((_Excerpt(one.piece, half),) for half in halves)
