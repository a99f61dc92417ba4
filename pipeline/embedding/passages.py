"""How talk is divided into passages, and what of them leaves the house."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.alfred.rules.surroundings import Remark, Surroundings
from pipeline.digest.prompts.quoting import Numbering
from pipeline.embedding.models import Draft, Waiting
from pipeline.ingest.models import AuthorId
from pipeline.language.stems import stems
from pipeline.privacy.masks import mask
from pipeline.privacy.pseudonyms import Roster

MOST: Final = 6
"""Messages of a passage."""
LONGEST: Final = 1_000
"""Characters: some 400 tokens of Russian, where GigaChat's smaller embedder takes 512."""
PAUSE: Final = timedelta(hours=6)
"""After a longer silence a thread goes on in another passage."""
QUIET: Final = timedelta(minutes=10)
"""A passage that may still grow is left alone for as long after its last message."""
TELLING: Final = 3
"""Content words below which nobody would look for a passage."""


def drafts(waiting: Waiting, now: datetime) -> list[Draft]:
    """The passages that are complete, the latest first. Takes a moment: not for the loop."""
    roster = Roster(
        waiting.salt,
        authors=(*waiting.people, *map(_author, waiting.remarks)),
        mentions=waiting.mentions,
    )
    found = [Draft(each, _redacted(each, roster)) for each in _divided(waiting.remarks, now)]
    return sorted(found, key=lambda draft: draft.remarks[-1].sent_at, reverse=True)


def _author(remark: Remark) -> tuple[AuthorId, str]:
    return AuthorId(remark.author_id), remark.author


def _divided(remarks: Sequence[Remark], now: datetime) -> Iterator[tuple[Remark, ...]]:
    """Messages that follow one another in a thread, or in time where they have none."""
    talk = Surroundings(remarks)
    for conversation in talk.conversations:
        passage: list[Remark] = []
        for remark in (talk.remarks[i] for i in conversation):
            if passage and not _takes(passage, remark):
                yield tuple(passage)
                passage = []
            passage.append(remark)
        if len(passage) == MOST or now - passage[-1].sent_at >= QUIET:
            yield tuple(passage)


def _takes(passage: Sequence[Remark], remark: Remark) -> bool:
    length = sum(len(each.text) for each in (*passage, remark))
    fits = len(passage) < MOST and length <= LONGEST
    return fits and remark.sent_at - passage[-1].sent_at <= PAUSE


def _redacted(remarks: Sequence[Remark], roster: Roster) -> str:
    """As digests quote: masked, and people as numbers of this passage alone.

    Who said a line is left out. It is no matter of meaning, and names are searched by words.
    """
    numbering = Numbering()
    lines = (
        " ".join(numbering.quote(roster.conceal(mask(each.text).text)).split()) for each in remarks
    )
    text = "\n".join(filter(None, lines))[:LONGEST]
    return text if len(stems(text)) >= TELLING else ""
