"""Questions that leave out what they are about, because the one before them said it.

After «Что решили про релиз?», «А кто это сделает?» has its subject from there, «А про дизайн?» the
rest. With a model too: it reads the talk itself, but what the archive gives it is found by this
question.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.alfred.models import GROUNDED, MemoryEvent, Role
from pipeline.alfred.rules.asked import Asked, understood
from pipeline.alfred.rules.intent import asks, asks_about_groups
from pipeline.alfred.rules.meant import is_how_to, may_concern_groups
from pipeline.alfred.rules.times import period_of
from pipeline.language.bearing import bearing
from pipeline.language.stems import stem
from pipeline.language.words import composed, normal, words

LONGEST: Final = 8
"""Words of a question that may lean on another; longer ones say what they mean."""
TURNS: Final = 4
"""Questions that are gone back through, each leaning on the one before."""
PAUSE: Final = timedelta(minutes=30)
"""A longer silence between two remarks ends a talk."""
_WHAT_OF: Final = re.compile(
    r"(?<!\w)(?:что|чего|чем|кто|кого|кому|кем|когда|где|куда|как|почему|зачем|сколько|как(?:ой|ая|ое"
    r"|ие|ую|ого|ому)|чей|чья|what|who|whom|whose|when|where|why|how|which)(?!\w)"
)

_GOES_ON: Final = re.compile(
    r"\W*(?:а|и|но|ну|ну а|а еще|and|but|or|so|then|what about|how about)(?!\w)"
)
_STANDS_FOR: Final = re.compile(
    r"(?<!\w)(?:эт(?:о|ого|ому|им|ом|от|а|у|ой|и|их)|он|она|оно|они|его|ее|их|ему|ей|им|ими|нем|ней"
    r"|него|нее|них|нему|ним|ними|там|тогда|туда|тот|то же|that|this|it|its|he|she|they|him|her"
    r"|them|their|those|these|there|then|one)(?!\w)"
)


def completed(
    text: str, at: datetime, recent: Sequence[MemoryEvent], titles: Iterable[str] = ()
) -> str | None:
    """A question with what it leaves to an earlier one about groups; None if it leaves nothing.

    Args:
        text: What was asked now.
        at: When, aware.
        recent: What was said before in the same place, by the same person and to them, oldest
            first.
        titles: Of the person's groups.
    """
    own = understood(text, at)
    if not _leans(text, own):
        return None
    earlier = _standing(at, recent, list(titles))
    if earlier is None:
        return None
    told = period_of(earlier, at) if own.period else None
    rest = told.rest if told else earlier
    subject = understood(earlier, at)
    if _has_matter(own):
        return " ".join((text, *(each for each in words(rest) if stem(each) not in subject.stems)))
    if own.period and not _WHAT_OF.search(_plain(text)):
        return f"{text} {rest}"
    return " ".join((text, *subject.terms))


def quoted_for(at: datetime, recent: Sequence[MemoryEvent]) -> str | None:
    """The question that the last reply answered by quoting groups, if that was not long ago.

    A reply that quotes is no part of a later prompt; so for «переведи это на английский» the same
    is looked up once more, as it stands now and for whoever may still read it.
    """
    if len(recent) < 2 or at - recent[-1].created_at > PAUSE:
        return None
    asked, answered = recent[-2:]
    if asked.role is not Role.USER or GROUNDED not in answered.tags:
        return None
    return completed(asked.content, asked.created_at, recent[:-2]) or asked.content


def _leans(text: str, own: Asked) -> bool:
    """It says only what it wants of something, or only of what it wants the same."""
    said = _plain(text)
    if len(words(said)) > LONGEST or is_how_to(text) or not may_concern_groups(text):
        return False
    goes_on = bool(_GOES_ON.match(said))
    if _has_matter(own):
        return goes_on and not _WHAT_OF.search(_GOES_ON.sub("", said, count=1))
    return goes_on or not own.sought or bool(_STANDS_FOR.search(said))


def _has_matter(own: Asked) -> bool:
    return any(bearing(term) == 1.0 for term in own.terms)


def _standing(at: datetime, recent: Sequence[MemoryEvent], titles: list[str]) -> str | None:
    """The last question about groups that says what it means, if the talk has not moved on."""
    quoting, turns = False, 0
    for event in reversed(recent):
        if at - event.created_at > PAUSE or turns == TURNS:
            return None
        at = event.created_at
        if event.role is Role.ASSISTANT:
            quoting = GROUNDED in event.tags
        elif asks(event.content):
            turns += 1
            if not _leans(event.content, understood(event.content, at)):
                about_groups = quoting or asks_about_groups(event.content, titles)
                return event.content if about_groups else None
    return None


def _plain(text: str) -> str:
    return normal(composed(text))
