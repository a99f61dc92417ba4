"""The map step of the segmenter: what is new to the model is read in packs, side by side."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime
from langgraph.types import Send

from pipeline.digest.answering import begin, is_answered
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Segments, Threads
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.model.packing import Pack, measure, pack, within_budget
from pipeline.digest.model.reading import Plan, Reading
from pipeline.digest.model.segmenter import read_pack as ask_pack
from pipeline.digest.model.slices import Slice, slices_of
from pipeline.digest.model.units import SCHEMA_VERSION, Units
from pipeline.digest.ports import SliceKey
from pipeline.digest.prompts.versions import prompt_version
from pipeline.digest.recall import Shelf
from pipeline.digest.state import DigestState, PackState


async def plan_reading(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Find the slices of talk that no model has read yet, and pack them into calls."""
    context = runtime.context
    engine = context.model
    if engine is None or await is_answered(shelf_of(state, context)):
        return {}
    began = time.perf_counter()
    await begin(context, Stage.SEGMENTER)
    corpus = await context.corpus.get()
    slices = await asyncio.to_thread(slices_of, corpus, ZoneInfo(context.group.time_zone))
    known = await _known(context, engine, slices)
    new = [one for one in slices if one.hash not in known]
    tokens = await measure(new, corpus, engine.counter, engine.route(Stage.SEGMENTER)[0])
    packs, left = await asyncio.to_thread(_packed, new, tokens, state["threads"], engine)
    return {
        "plan": Plan(slices=slices, known=known, packs=packs, left=left, began=began),
    }


def fan_out(state: DigestState) -> list[Send] | Literal["segmenter"]:
    """One call a pack; without any, on to what is there."""
    plan = state.get("plan")
    if plan is None or not plan.packs:
        return "segmenter"
    packs = len(plan.packs)
    return [Send("read_pack", PackState(pack=pack, packs=packs)) for pack in plan.packs]


async def read_pack(state: PackState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Read one pack, and keep what was read for every window that holds its slices."""
    context = runtime.context
    engine = context.model
    if engine is None:
        raise AssertionError("packs are planned for a model only")
    asker = context.asker(engine, Stage.SEGMENTER)
    result = await ask_pack(asker, state["pack"], await context.corpus.get())
    reading = Reading(result, asker.tally)
    await keep(context, result.units, reading.model)
    if context.watcher is not None:
        context.watcher.pack_read(state["packs"])
    return {"readings": [reading]}


def _packed(
    new: Sequence[Slice], tokens: Mapping[int, int], threads: Threads, engine: ModelEngine
) -> tuple[tuple[Pack, ...], tuple[str, ...]]:
    """The calls to make, and the slices beyond what a run may send."""
    weights = {thread.id: thread.weight for thread in threads.threads}
    settings = engine.settings
    sent, left = within_budget(new, tokens, weights, settings.run_tokens)
    packs = pack(sent, tokens, budget=settings.map_tokens, streams=engine.model.streams)
    return packs, tuple(one.hash for one in left)


def shelf_of(state: DigestState, context: DigestContext) -> Shelf[Segments]:
    """Where the segments of this window are kept as a whole."""
    return Shelf(context, Stage.SEGMENTER, Segments, [state["hashes"][Stage.THREAD_BUILDER]])


async def keep(context: DigestContext, read: Mapping[str, Units], model: str | None) -> None:
    """Keep what a model read of whole slices."""
    if context.model is None or model is None or not read:
        return
    answers = {
        _key(context, slice_hash, model): units.model_dump_json().encode()
        for slice_hash, units in read.items()
    }
    await context.model.segments.save(context.tenant, context.window.group_id, answers)


async def _known(
    context: DigestContext, engine: ModelEngine, slices: Sequence[Slice]
) -> dict[str, Units]:
    """What models of the route have read before, the model that is asked first preferred."""
    route = engine.route(Stage.SEGMENTER)
    keys = [_key(context, one.hash, model) for model in reversed(route) for one in slices]
    stored = await engine.segments.find(context.tenant, context.window.group_id, keys)
    return await asyncio.to_thread(_parsed, keys, stored)


def _parsed(keys: Sequence[SliceKey], stored: Mapping[SliceKey, bytes]) -> dict[str, Units]:
    return {
        key.slice_hash: Units.model_validate_json(stored[key]) for key in keys if key in stored
    }


def _key(context: DigestContext, slice_hash: str, model: str) -> SliceKey:
    return SliceKey(
        slice_hash=slice_hash,
        prompt_version=prompt_version(Stage.SEGMENTER, context.request.language),
        model=model,
        schema_version=SCHEMA_VERSION,
    )
