"""Which passages are nearest to a question's vector, for whoever may read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pipeline.alfred.rules.meaning import Near
from pipeline.embedding.models import QuestionVector
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId
from storage.postgres.connection import Connection

COMPARED: Final = 20_000
"""The latest passages of a group that are compared, those of some 80 000 messages: 30 ms."""
NEAREST: Final = 20

_NEAREST = "SELECT * FROM nearest_passages($1, $2, $3, $4, $5, $6, $7, $8)"


async def nearest(
    connection: Connection,
    asker: PersonId,
    groups: Sequence[GroupId],
    question: QuestionVector,
    span: tuple[datetime | None, datetime | None],
) -> list[Near]:
    """Those that stand out, the nearest first, in the caller's transaction.

    The database must have vectors (``Passages.ready``). Only passages of the question's model and
    dimension are compared, and only in groups that the asker may read.
    """
    rows = await connection.fetch(
        _NEAREST,
        asker,
        groups,
        question.model,
        list(question.vector),
        *span,
        COMPARED,
        NEAREST,
    )
    found = [
        Near(
            places=tuple((row["group_id"], message) for message in row["message_ids"]),
            likeness=row["likeness"],
            usual=row["usual"],
            deviation=row["deviation"],
            passages=row["passages"],
        )
        for row in rows
    ]
    return [passage for passage in found if passage.excess > 0]
