"""Messages of the archive as searches read them, and as they are shown."""

import asyncpg

from pipeline.alfred.archive import Cited, Passage, People
from pipeline.alfred.rules.searching import Hit
from pipeline.alfred.rules.surroundings import Remark
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import AuthorId
from pipeline.privacy.masks import mask


def to_remark(row: asyncpg.Record, told: str = "") -> Remark:
    return Remark(
        group=row["group_id"],
        id=row["message_id"],
        thread=row["thread_id"],
        author_id=row["author_id"],
        author=row["author_name"],
        text=row["text"],
        sent_at=row["sent_at"],
        told=told,
        spoken=row["spoken"],
    )


def to_passage(group: ConnectedGroup, hit: Hit, people: People = ()) -> Passage:
    """Masked: from here on it is shown.

    Args:
        group: Its own.
        hit: What was found.
        people: Who wrote in the group, so that their names are known where texts hold them.
    """
    return Passage(
        group=group,
        found=_cited(hit.remark),
        around=tuple(map(_cited, hit.around)),
        score=hit.score,
        people=people,
    )


def _cited(remark: Remark) -> Cited:
    return Cited(
        id=remark.id,
        author=mask(remark.author).text,
        text=mask(remark.text).text,
        sent_at=remark.sent_at,
        spoken=remark.spoken,
        author_id=AuthorId(remark.author_id),
    )
