import asyncio
import time
from typing import Any

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import Role
from pipeline.alfred.rules.answers import quotations, small_talk
from pipeline.alfred.rules.presentable import presentable
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Manner, Reply
from pipeline.llm.errors import ModelError
from pipeline.llm.models import Asking, FreeText, Prompt
from pipeline.llm.ports import LanguageModel

PURPOSE = "conversation"


async def reply(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Have the model write it, shown as it grows, or the rules; then send it as it stays."""
    context, prompt = runtime.context, state.get("prompt")
    if prompt is None or context.model is None:
        answer = _by_rules(state, context, Manner.OFFLINE)
    else:
        answer = await _by_model(state, context, prompt, context.model)
    await context.channel.send(answer)
    context.metrics.replied(state["said"].source, answer.manner)
    return {"answer": answer}


def _by_rules(state: ButlerState, context: ButlerContext, manner: Manner) -> Reply:
    said, passages = state["said"], state["passages"]
    if state["about_groups"]:
        return Reply(quotations(passages, context.wording), manner, passages)
    if manner is Manner.ERROR:
        return Reply(context.wording.say("alfred-model-silent"), manner)
    text = small_talk(said.text, said.seq, context.wording, newcomer=state["newcomer"])
    return Reply(text, manner)


async def _by_model(
    state: ButlerState, context: ButlerContext, prompt: Prompt[FreeText], model: LanguageModel
) -> Reply:
    own = [event.content for event in state["recent"] if event.role is Role.USER]
    known = [*own, state["said"].text]
    hearing = _Hearing(context, known, len(state["passages"]))
    text = await hearing.ask(model, prompt, _asking(state, context))
    if text is None:
        return _by_rules(state, context, Manner.ERROR)
    if hearing.was_stopped:
        return Reply(text or context.wording.say("alfred-stopped"), Manner.STOPPED)
    return Reply(text, Manner.OK, state["passages"])


def _asking(state: ButlerState, context: ButlerContext) -> Asking:
    said, settings = state["said"], context.settings
    return Asking(
        tenant=said.tenant,
        purpose=PURPOSE,
        run_id=said.entry,
        tier=settings.butler_tier,
        temperature=settings.butler_temperature,
        deadline=time.monotonic() + settings.butler_reply_seconds,
    )


class _Hearing:
    """One answer, as far as it was heard, up to its end or until the person has had enough."""

    def __init__(self, context: ButlerContext, known: list[str], passages: int) -> None:
        self._context = context
        self._known = known
        self._passages = passages
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
        return self._presentable(self._heard) if self.was_stopped else text

    async def _answer(
        self, model: LanguageModel, prompt: Prompt[FreeText], asking: Asking
    ) -> str | None:
        try:
            answered = await model.answer(prompt, asking, self._hear)
        except ModelError:
            return None
        # Nothing may be left of it: a reply that was nothing but a foreign link.
        return self._presentable(answered.value.text) or None

    async def _stop(self, answering: "asyncio.Task[str | None]") -> None:
        await self._context.channel.stopped()
        self.was_stopped = True
        answering.cancel()

    def _hear(self, text: str) -> None:
        self._heard = text
        self._context.channel.heard(self._presentable(text))

    def _presentable(self, text: str) -> str:
        return presentable(text, known=self._known, passages=self._passages)
