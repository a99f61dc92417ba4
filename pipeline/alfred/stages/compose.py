from typing import Any

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import PRIVATE
from pipeline.alfred.prompts.composing import Composing
from pipeline.alfred.prompts.handles import Handles
from pipeline.alfred.prompts.material import Material
from pipeline.alfred.state import ButlerState
from pipeline.ingest.models import AuthorId
from pipeline.llm.errors import BoundaryBrokenError


async def compose(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """The prompt within its budget; none where rules answer, as they do where nothing is said."""
    context, said = runtime.context, state["said"]
    if context.model is None or not said.text.strip():
        return {"prompt": None}
    handles = Handles(state["passages"])
    material = Material(
        language=said.language,
        tone=state["profile"].tone,
        newcomer=state["newcomer"],
        name=said.name,
        summary=state["profile"].summary(said.scope),
        facts=state["facts"],
        events=[each for each in (*state["earlier"], *state["recent"]) if each.content.strip()],
        passages=state["passages"],
        handles=handles,
        author=AuthorId(f"user{said.person}"),
        grounding=state["grounding"],
        in_groups=state["in_groups"],
        shared=said.scope != PRIVATE,
        message=said.text,
        at=said.at,
    )
    composing = Composing(
        context.count,
        total=context.settings.butler_context_tokens,
        reply_tokens=context.settings.butler_reply_tokens,
    )
    try:
        prompt, tokens = await composing.prompt(material, context.fence)
    except BoundaryBrokenError:
        # What was looked up imitates our marks: answer without it, as if nothing was found.
        return {"prompt": None}
    context.metrics.prompted(tokens)
    return {"prompt": prompt, "handles": handles}
