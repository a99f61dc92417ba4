"""What Alfred remembers of somebody, and why, as that person sees it."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.buttons.memory import FactButton, MemoryButton, OnMemory, ToneButton
from bot.views.legible import Legible, harmless, shorten
from bot.views.screen import Screen, button, in_rows
from pipeline.alfred.exporting import Known
from pipeline.alfred.models import PRIVATE, Fact, Tone
from pipeline.digest.ports import Wording

SHOWN: Final = 12
"""Facts on the screen; all of them are in the export."""
_SUMMARY: Final = 900
_FACT: Final = 140
_QUOTE: Final = 120


def memory_screen(known: Known, wording: Wording) -> Screen:
    if known.nothing:
        return Screen(wording.say("alfred-memory-nothing"))
    standing = _standing(known.facts)
    shown = standing[:SHOWN]
    parts = [
        *_summary(known, wording),
        *(_fact(number, fact, wording) for number, fact in enumerate(shown, 1)),
    ]
    if len(standing) > len(shown):
        parts.append(wording.say("alfred-memory-more", count=len(standing) - len(shown)))
    parts.append(wording.say("alfred-memory-events", count=len(known.events)))
    forget = [
        button(wording.say("alfred-memory-forget", number=str(number)), FactButton(fact=fact.id))
        for number, fact in enumerate(shown, 1)
    ]
    rows = [
        *in_rows(forget, 4),
        [
            button(wording.say("alfred-memory-export"), MemoryButton(action=OnMemory.EXPORT)),
            button(wording.say("alfred-memory-forget-all"), MemoryButton(action=OnMemory.ASK)),
        ],
    ]
    return Screen("\n\n".join(parts), wording.say("alfred-memory-title"), rows)


def forgetting_screen(wording: Wording) -> Screen:
    """Before everything is forgotten, which cannot be undone."""
    return Screen(
        wording.say("alfred-forget-sure"),
        rows=[
            [
                button(wording.say("alfred-forget-yes"), MemoryButton(action=OnMemory.FORGET)),
                button(wording.say("alfred-forget-no"), MemoryButton(action=OnMemory.KEEP)),
            ]
        ],
    )


def forgotten_screen(known: Known, wording: Wording) -> Screen:
    if known.nothing:
        return Screen(wording.say("alfred-memory-nothing"))
    return Screen(
        wording.say("alfred-forgotten", events=len(known.events), facts=len(known.facts))
    )


def persona_screen(tone: Tone, wording: Wording) -> Screen:
    tones = [
        button(wording.say("alfred-tone", tone=each.value), ToneButton(tone=each)) for each in Tone
    ]
    told = wording.say("alfred-persona", tone=wording.say("alfred-tone", tone=tone.value))
    return Screen(told, rows=[tones])


def _standing(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in reversed(facts) if fact.superseded_by is None]


def _summary(known: Known, wording: Wording) -> Iterator[str]:
    summary = known.profile.memory_summary if known.profile else ""
    if summary:
        yield shorten(_legible(wording)(summary), _SUMMARY)


def _fact(number: int, fact: Fact, wording: Wording) -> str:
    legible = _legible(wording)
    quotation = fact.evidence[0].quotation if fact.evidence else ""
    return wording.say(
        "alfred-memory-fact",
        number=str(number),
        fact=shorten(legible(fact.text), _FACT),
        where="private" if fact.scope == PRIVATE else "group",
        date=f"{fact.created_at:%d.%m.%Y}",
        quote=shorten(harmless(legible(quotation)), _QUOTE),
    )


def _legible(wording: Wording) -> Legible:
    return Legible({}, lambda kind: wording.say("digest-mask", kind=kind))
