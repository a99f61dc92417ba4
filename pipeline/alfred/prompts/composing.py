"""A reply in Alfred's voice: chat roles, what is known as data, the person's message last.

The system turn holds the persona, then what is remembered and what was looked up, each row between
the marks of the run's fence; earlier messages are turns of their own, trimmed oldest first. A
reply that quoted groups is left out: outside the fence its quotations would be Alfred's own words,
and by now they may be deleted. What the talk still needs of it is looked up anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.models import GROUNDED, Role
from pipeline.alfred.prompts.handles import cut
from pipeline.alfred.prompts.material import NAME, VERSION, Material, opening, row, system
from pipeline.alfred.rules.budget import first_that_fit, last_that_fit, shared_out
from pipeline.alfred.rules.relevance import relevant
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import FreeText, Prompt, Speaker, Turn

_SPEAKERS: Final = {Role.USER: Speaker.USER, Role.ASSISTANT: Speaker.ASSISTANT}

CountTokens = Callable[[Sequence[str]], Awaitable[Sequence[int]]]


class Composing:
    """Renders a prompt of at most ``total`` tokens, the reply not counted."""

    def __init__(self, count: CountTokens, *, total: int, reply_tokens: int) -> None:
        self._count = count
        self._total = total
        self._reply_tokens = reply_tokens

    async def prompt(self, material: Material, fence: Fence) -> tuple[Prompt[FreeText], int]:
        """The prompt, and how many tokens it has.

        Raises:
            BoundaryBrokenError: Something that was looked up could be taken for our words.
        """
        handles = material.handles
        found = [
            row(number, passage, material.at, handles)
            for number, passage in enumerate(material.passages, 1)
        ]
        asked, summary = handles.conceal(material.message), handles.conceal(material.summary)
        facts = [handles.conceal(fact.text) for fact in material.facts]
        told = [event for event in material.events if GROUNDED not in event.tags]
        history = [handles.conceal(event.content) for event in told]
        who = opening(material)
        costs = await self._costs(who, asked, summary, facts, found, history)
        # Who Alfred is and what he is to do is never cut: the others share what that leaves.
        given = shared_out({**costs.needs, "persona": 0}, self._total - costs.who)
        message = _cut(asked, costs.message, given["message"])
        summary = await self._gist(summary, asked, given["summary"])
        [summed_up] = await self._count([summary])
        known = facts[: first_that_fit(costs.facts, given["summary"] - summed_up)]
        quoted = found[: first_that_fit(costs.found, given["grounding"])]
        kept = last_that_fit(costs.history, given["memory"])
        earlier = list(zip(told, history, strict=True))[len(told) - kept :]
        turns = (
            Turn(Speaker.SYSTEM, system(material, who, summary, known, quoted, fence)),
            *(Turn(_SPEAKERS[event.role], words) for event, words in earlier),
            Turn(Speaker.USER, message),
        )
        prompt = Prompt(
            name=NAME,
            version=VERSION,
            language=material.language,
            turns=turns,
            answer=FreeText,
            max_tokens=self._reply_tokens,
        )
        return prompt, sum(await self._count([turn.text for turn in turns]))

    async def _gist(self, summary: str, message: str, budget: int) -> str:
        """The lines of a summary that have to do with the message; then the first, while they fit.

        They stay in their order, which is that of time.
        """
        lines = summary.splitlines()
        costs = await self._count(lines)
        fitting = relevant(lines, message, str, limit=len(lines))
        first = [*(line for line in lines if line in fitting), *lines]
        kept: set[int] = set()
        for line in dict.fromkeys(first):
            at = lines.index(line)
            if costs[at] <= budget:
                kept.add(at)
                budget -= costs[at]
        if not kept:
            return _cut(summary, sum(costs), budget)
        return "\n".join(lines[at] for at in sorted(kept))

    async def _costs(
        self,
        who: str,
        message: str,
        summary: str,
        facts: Sequence[str],
        found: Sequence[str],
        history: Sequence[str],
    ) -> "_Costs":
        counts = list(await self._count([who, message, summary, *facts, *found, *history]))
        at = 3 + len(facts)
        return _Costs(
            who=counts[0],
            message=counts[1],
            summary=counts[2],
            facts=counts[3:at],
            found=counts[at : at + len(found)],
            history=counts[at + len(found) :],
        )


@dataclass(frozen=True, slots=True)
class _Costs:
    """Tokens."""

    who: int
    message: int
    summary: int
    facts: Sequence[int]
    found: Sequence[int]
    history: Sequence[int]

    @property
    def needs(self) -> dict[str, int]:
        return {
            "persona": self.who,
            "message": self.message,
            "summary": self.summary + sum(self.facts),
            "grounding": sum(self.found),
            "memory": sum(self.history),
        }


def _cut(text: str, tokens: int, budget: int) -> str:
    """The beginning of a text that is longer than its budget, in proportion."""
    if tokens <= budget:
        return text
    return cut(text, len(text) * budget // tokens) if budget > 0 else ""
