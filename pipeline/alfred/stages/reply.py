import asyncio
import time
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import MemoryEvent, Role
from pipeline.alfred.purposes import REPLY
from pipeline.alfred.rules.acts import heard
from pipeline.alfred.rules.answers import Answers, Scene
from pipeline.alfred.rules.presentable import cited, presentable
from pipeline.alfred.rules.recollecting import Recalled
from pipeline.alfred.rules.telling import telling
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Manner, Reply
from pipeline.llm.errors import ModelError
from pipeline.llm.models import Asking, FreeText, Prompt
from pipeline.llm.ports import LanguageModel


async def reply(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Have the model write it, shown as it grows, or the rules; then send it as it stays.

    What an earlier try made is sent, and remembered, as it was: no model is paid twice, and nobody
    sees a reply turn into another one.
    """
    context = runtime.context
    answer = context.channel.made_before() or await _made(state, context)
    await context.channel.send(answer)
    context.metrics.replied(state["said"].source, answer.manner)
    return {"answer": answer}


async def _made(state: ButlerState, context: ButlerContext) -> Reply:
    prompt = state.get("prompt")
    if prompt is None or context.model is None:
        return _by_rules(state, context, Manner.OFFLINE)
    return await _by_model(state, context, prompt, context.model)


def _by_rules(state: ButlerState, context: ButlerContext, manner: Manner) -> Reply:
    scene = _scene(state, context)
    text = Answers(scene, context.wording).text()
    return Reply(text, manner, scene.passages if cited(text) else (), sourced=True)


def _scene(state: ButlerState, context: ButlerContext) -> Scene:
    said, profile = state["said"], state["profile"]
    spoken = (*state["earlier"], *state["recent"])
    replies = [event.content for event in state["recent"] if event.role is Role.ASSISTANT]
    passages, question = state["passages"], state["question"]
    return Scene(
        said=said,
        heard=heard(said.text),
        newcomer=state["newcomer"],
        known=Recalled(state["facts"], spoken, profile.summary(said.scope)),
        replies=replies,
        unheard=_unheard(state["recent"]),
        # Who is met for the first time is a newcomer, unless nothing could be looked up or kept.
        forgetful=profile.created_at == said.at and not state["newcomer"] and not state["recent"],
        silent=context.model is not None,
        grounding=state["grounding"],
        in_groups=state["in_groups"],
        passages=telling(question, passages, said.at) if question else passages,
    )


def _unheard(recent: Sequence[MemoryEvent]) -> int:
    """How many of the last remarks have no reply: what is said of a failure is not remembered."""
    return sum(1 for _ in takewhile(lambda event: event.role is Role.USER, reversed(recent)))


async def _by_model(
    state: ButlerState, context: ButlerContext, prompt: Prompt[FreeText], model: LanguageModel
) -> Reply:
    hearing = _Hearing(state, context)
    text = await hearing.ask(model, prompt, _asking(state, context))
    if text is None:
        return _by_rules(state, context, Manner.ERROR)
    if hearing.was_stopped:
        said = text or context.wording.say("alfred-stopped")
        return Reply(said, Manner.STOPPED, state["passages"])
    return Reply(text, Manner.OK, state["passages"])


def _asking(state: ButlerState, context: ButlerContext) -> Asking:
    said, settings = state["said"], context.settings
    return Asking(
        tenant=said.tenant,
        purpose=REPLY,
        run_id=said.entry,
        tier=settings.butler_tier,
        temperature=settings.butler_temperature,
        deadline=time.monotonic() + settings.butler_reply_seconds,
    )


class _Hearing:
    """One answer, as far as it was heard, up to its end or until the person has had enough."""

    def __init__(self, state: ButlerState, context: ButlerContext) -> None:
        own = [event.content for event in state["recent"] if event.role is Role.USER]
        self._context = context
        self._known = [*own, state["said"].text]
        self._passages = len(state["passages"])
        self._handles = state["handles"]
        self._heard = ""
        self.was_stopped = False

    async def ask(
        self, model: LanguageModel, prompt: Prompt[FreeText], asking: Asking
    ) -> str | None:
        """What may be shown of it; None if the model failed before anybody stopped it."""
        async with asyncio.TaskGroup() as group:
            answering = group.create_task(self._answer(model, prompt, asking))
            stopping = group.create_task(self._stop(answering))
            answering.add_done_callback(lambda _: stopping.cancel())
        text = None if answering.cancelled() else answering.result()
        return self._presentable(self._heard, growing=True) if self.was_stopped else text

    async def _answer(
        self, model: LanguageModel, prompt: Prompt[FreeText], asking: Asking
    ) -> str | None:
        try:
            answered = await model.answer(prompt, asking, self._hear)
        except ModelError:
            return None
        # Nothing may be left of it: a reply of invisible signs, or of a foreign link.
        return self._presentable(answered.value.text) or None

    async def _stop(self, answering: "asyncio.Task[str | None]") -> None:
        await self._context.channel.stopped()
        self.was_stopped = True
        answering.cancel()

    def _hear(self, text: str) -> None:
        self._heard = text
        self._context.channel.heard(self._presentable(text, growing=True))

    def _presentable(self, text: str, *, growing: bool = False) -> str:
        somebody = self._context.wording.say("alfred-somebody")
        named = self._handles.reveal(text, somebody=somebody, growing=growing)
        return presentable(named, known=self._known, passages=self._passages)
