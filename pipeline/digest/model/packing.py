"""Which slices share a call: full calls of much talk, smaller ones of little for all streams."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from math import ceil

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus
from pipeline.digest.model.slices import Slice, rows
from pipeline.digest.prompts.quoting import Numbering
from pipeline.llm.ports import TokenCounter

LEAST = 1_200
"""Tokens of talk from which a call is worth its instructions, which take about 500."""
_COUNTED = 64
"""Rows that are counted as one text."""
_BATCH = 512
"""Slices that are quoted at a time, so that the talk is never there a second time as a whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice, or a part of one that is too long for a call."""

    slice_hash: str
    message_ids: Ids
    tokens: int
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Pack:
    """What one call reads."""

    pieces: tuple[Piece, ...]
    tokens: int


async def measure(
    slices: Sequence[Slice], corpus: Corpus, counter: TokenCounter, model: str
) -> dict[int, int]:
    """Tokens of each message as it will be quoted; a message that is not sent has none."""
    tokens: dict[int, int] = {}
    for begin in range(0, len(slices), _BATCH):
        chunks = await asyncio.to_thread(_chunks, slices[begin : begin + _BATCH], corpus)
        texts = ["\n".join(("#1", *chunk.values())) for chunk in chunks]
        counts = await counter.count(model, texts) if texts else ()
        for chunk, count in zip(chunks, counts, strict=True):
            tokens.update(_shares(chunk, count))
    return tokens


def within_budget(
    slices: Sequence[Slice],
    tokens: Mapping[int, int],
    weights: Mapping[int, float],
    run_tokens: int,
) -> tuple[tuple[Slice, ...], tuple[Slice, ...]]:
    """The slices that a run sends, and those that it leaves to the rules, each in their order.

    ``weights`` are those of the threads: the lightest are left.
    """
    heaviest = sorted(slices, key=lambda one: (-weights.get(one.thread_id, 0.0), one.thread_id))
    sent: set[str] = set()
    total = 0
    for one in heaviest:
        total += sum(tokens.get(message_id, 0) for message_id in one.message_ids)
        if total > run_tokens:
            break
        sent.add(one.hash)
    return (
        tuple(one for one in slices if one.hash in sent),
        tuple(one for one in slices if one.hash not in sent),
    )


def pack(
    slices: Sequence[Slice], tokens: Mapping[int, int], *, budget: int, streams: int
) -> tuple[Pack, ...]:
    """Packs of even size in the order of the slices, as many as keep all streams busy.

    No pack holds more than ``budget`` tokens, unless a single message does. None but the last
    holds fewer than ``LEAST``, or half the budget if that is less: a longer slice than leaves
    room for so much beside it is cut between messages.
    """
    least = min(LEAST, budget // 2)
    pieces = [piece for one in slices for piece in _cut(one, tokens, budget - least)]
    sizes = [piece.tokens for piece in pieces]
    calls = _calls(sum(sizes), budget, least, streams)
    borders = _spread(sizes, calls, most=budget, least=least)
    return tuple(_packs([pieces[begin:end] for begin, end in borders]))


def _packs(calls: Sequence[Sequence[Piece]]) -> Iterator[Pack]:
    """Put together again what was cut and came into one call, and number the parts."""
    parts = Counter(each for call in calls for each in {piece.slice_hash for piece in call})
    part: Counter[str] = Counter()
    for call in calls:
        pieces = []
        for slice_hash, cut in groupby(call, key=lambda piece: piece.slice_hash):
            part[slice_hash] += 1
            found = tuple(cut)
            pieces.append(
                Piece(
                    slice_hash=slice_hash,
                    message_ids=tuple(chain.from_iterable(each.message_ids for each in found)),
                    tokens=sum(each.tokens for each in found),
                    part=part[slice_hash],
                    parts=parts[slice_hash],
                )
            )
        yield Pack(tuple(pieces), sum(piece.tokens for piece in pieces))


def _calls(total: int, budget: int, least: int, streams: int) -> int:
    """Whole rounds of all streams, unless the calls became too small for their instructions."""
    rounds = ceil(total / (budget * streams))
    return max(1, ceil(total / budget), min(rounds * streams, total // least))


def _cut(one: Slice, tokens: Mapping[int, int], longest: int) -> Iterator[Piece]:
    sizes = [tokens.get(message_id, 0) for message_id in one.message_ids]
    for begin, end in _spread(sizes, ceil(sum(sizes) / longest), most=longest, least=0):
        yield Piece(one.hash, one.message_ids[begin:end], sum(sizes[begin:end]))


def _spread(
    sizes: Sequence[int], groups: int, *, most: int, least: int
) -> Sequence[tuple[int, int]]:
    """Borders of about so many groups of neighbours, the longest as short as may be.

    A stage waits for its longest call, so the room in a group is lowered as long as that makes no
    more of them. None passes ``most``, unless a single member does, and only the last may be below
    ``least`` where members fit in beside so much.
    """
    low, high = max(1, sum(sizes) // max(1, groups)), most
    best = _filled(sizes, groups, room=most, most=most, least=least)
    while low < high:
        room = (low + high) // 2
        found = _filled(sizes, groups, room=room, most=most, least=least)
        if len(found) <= groups:
            best, high = found, room
        else:
            low = room + 1
    return best


def _filled(
    sizes: Sequence[int], groups: int, *, room: int, most: int, least: int
) -> Sequence[tuple[int, int]]:
    """A group ends without room for its next member, or nearer to an even share without it."""
    borders: list[tuple[int, int]] = []
    left, filled, begin = sum(sizes), 0, 0
    groups = max(1, groups)
    for place, size in enumerate(sizes):
        full = filled + size / 2 > left / groups or filled + size > room
        if place > begin and ((full and filled >= least) or filled + size > most):
            borders.append((begin, place))
            left, begin, filled = left - filled, place, 0
            groups = max(1, min(groups - 1, left // max(1, least)))
        filled += size
    return [*borders, (begin, len(sizes))] if begin < len(sizes) else borders


def _chunks(slices: Sequence[Slice], corpus: Corpus) -> list[dict[int, str]]:
    """The rows of the slices, a few of one slice together."""
    chunks = []
    for one in slices:
        quoted = list(rows([corpus.by_id[i] for i in one.message_ids], Numbering()).items())
        chunks += [
            dict(quoted[begin : begin + _COUNTED]) for begin in range(0, len(quoted), _COUNTED)
        ]
    return chunks


def _shares(chunk: Mapping[int, str], count: int) -> Iterator[tuple[int, int]]:
    """The tokens of a text told apart by the length of its rows; together they are all."""
    characters = sum(map(len, chunk.values()))
    read = given = 0
    for message_id, row in chunk.items():
        read += len(row)
        share = count * read // characters - given
        given += share
        yield message_id, share
