"""What Alfred remembers of somebody, and why, as that person sees it."""

import re
from collections.abc import Sequence
from typing import Final

from bot.buttons.memory import FactButton, MemoryButton, OnMemory, ToneButton
from bot.views.legible import Legible, harmless, shorten
from bot.views.screen import Screen, button, in_rows
from pipeline.alfred.exporting import Known
from pipeline.alfred.models import PRIVATE, Fact, Tone
from pipeline.alfred.rules.recollecting import Recalled, all_known
from pipeline.digest.ports import Wording

SHOWN: Final = 12
"""Facts on the screen; all of them are in the export."""
ROOM: Final = 4_000
"""Characters of the screen: a message takes 4 096, and some of them count twice."""
_SUMMARY: Final = 900
"""Characters that facts leave for the summary, which gets all that is left of the room."""
_FACT: Final = 140
_QUOTE: Final = 120
_DAY: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?=: )")
"""At the beginning of a summary's line (``pipeline.alfred.condensing.notes``)."""


def memory_screen(known: Known, wording: Wording) -> Screen:
    if known.nothing:
        return Screen(wording.say("alfred-memory-nothing"))
    standing = _standing(known.facts)
    told = [_fact(number, fact, wording) for number, fact in enumerate(standing[:SHOWN], 1)]
    while sum(map(_units, told)) > ROOM - _SUMMARY:
        told.pop()
    shown = standing[: len(told)]
    if len(standing) > len(shown):
        told.append(wording.say("alfred-memory-more", count=len(standing) - len(shown)))
    told += _lately(known, wording, ROOM - _SUMMARY - sum(map(_units, told)))
    told.append(wording.say("alfred-memory-events", count=len(known.events)))
    parts = [*_summary(known, wording, ROOM - sum(_units(part) + 2 for part in told)), *told]
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


def _summary(known: Known, wording: Wording, room: int) -> Sequence[str]:
    """Day by day; of one that is too long the last days, for facts tell the lasting things."""
    summary = known.profile.memory_summary if known.profile else ""
    if not summary.strip():
        return ()
    head = wording.say("alfred-memory-summary")
    room -= len(head) + len("\n…\n")
    days: list[str] = []
    for line in reversed(summary.splitlines()):
        day = _DAY.sub(r"\g<day>.\g<month>.\g<year>", _legible(wording)(line), count=1)
        room -= _units(day) + 1
        if room < 0:
            days.append("…" if days else shorten(day, _SUMMARY // 2))
            break
        days.append(day)
    return ("\n".join([head, *reversed(days)]),)


def _lately(known: Known, wording: Wording, room: int) -> Sequence[str]:
    """What they told of themselves that was not condensed to facts yet."""
    facts = {each.quotation for fact in known.facts for each in fact.evidence}
    lines = [wording.say("alfred-memory-lately")]
    for statement in all_known(Recalled(events=known.events)):
        line = wording.say(
            "alfred-told",
            quote=shorten(_legible(wording)(statement.text), _FACT),
            known="yes",
            when=f"{statement.said_at:%d.%m.%Y}",
        )
        room -= _units(line) + 1
        if statement.text not in facts and room > 0:
            lines.append(line)
    return ("\n".join(lines),) if len(lines) > 1 else ()


def _units(text: str) -> int:
    """Characters as Telegram counts them: those outside of the basic plane are two."""
    return len(text) + sum(character > "\uffff" for character in text)


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
