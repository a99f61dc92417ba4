"""Messages of groups by what they say, for whoever may read them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import asyncpg
import orjson

from pipeline.alfred.archive import Cited, Passage, Question
from pipeline.alfred.rules.asked import Asked, understood
from pipeline.alfred.rules.searching import Hit, Spread, best
from pipeline.alfred.rules.surroundings import Remark
from pipeline.digest.statements import Verdict
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.language.stems import stems
from pipeline.privacy.masks import mask
from storage.postgres.connection import Connection, Pool
from storage.postgres.tenant import tenant_transaction

OF_EACH: Final = 500
"""The newest messages with one word of the question that are looked at."""
CANDIDATES: Final = 6
"""For each passage that is wanted; of these the best are chosen."""
FEWEST, MOST = 40, 200
"""Candidates."""
NEIGHBOURS: Final = 3
"""On each side of a candidate, by time; those of its thread are among them."""
UNLINKED: Final = 200
"""The newest messages that have no thread yet, and so are in no index of words."""
LISTED: Final = 150
"""The newest messages of a time, where a question names nothing but a time or a kind."""
DIGESTS: Final = 5

_SEARCH = "SELECT * FROM search_messages($1, $2, $3, $4, $5, $6, $7)"

# Before and after each candidate in the order of the window's index, which is that of time.
_AROUND = """
SELECT DISTINCT ON (near.group_id, near.message_id) near.*
FROM unnest($1::bigint[], $2::bigint[]) AS wanted (group_id, message_id)
CROSS JOIN LATERAL (
    SELECT sent_at FROM group_messages AS stored
    WHERE stored.group_id = wanted.group_id
        AND stored.message_id BETWEEN wanted.message_id AND wanted.message_id
    ORDER BY stored.message_id LIMIT 1
) AS found
CROSS JOIN LATERAL (
    (SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at
    FROM group_messages
    WHERE group_id = wanted.group_id AND sent_at <= found.sent_at
        AND deleted_at IS NULL AND aside IS NULL
    ORDER BY sent_at DESC, message_id DESC LIMIT $3 + 1)
    UNION ALL
    (SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at
    FROM group_messages
    WHERE group_id = wanted.group_id AND sent_at >= found.sent_at
        AND deleted_at IS NULL AND aside IS NULL
    ORDER BY sent_at, message_id LIMIT $3 + 1)
) AS near
"""

_UNLINKED = """
SELECT said.*
FROM unnest(readable_groups($1, $2)) AS readable (id)
CROSS JOIN LATERAL (
    SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at
    FROM group_messages
    WHERE group_id = readable.id AND thread_id IS NULL AND deleted_at IS NULL AND aside IS NULL
    ORDER BY sent_at DESC NULLS LAST, message_id DESC LIMIT $3
) AS said
ORDER BY said.sent_at DESC LIMIT $3
"""

_LISTED = """
SELECT said.*
FROM unnest(readable_groups($1, $2)) AS readable (id)
CROSS JOIN LATERAL (
    SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at
    FROM group_messages
    WHERE group_id = readable.id AND deleted_at IS NULL AND aside IS NULL
        AND sent_at >= coalesce($3::timestamptz, '-infinity')
        AND sent_at < coalesce($4::timestamptz, 'infinity')
    ORDER BY sent_at DESC, message_id DESC LIMIT $5
) AS said
ORDER BY said.sent_at DESC LIMIT $5
"""

_TOLD = """
SELECT made.group_id, made.digest -> 'statements' AS statements,
    coalesce(known.migrated_at > made.created_at - made.seconds * interval '1 second', false)
        AS of_before
FROM group_digests AS made JOIN groups AS known ON known.id = made.group_id
WHERE made.id = ANY (ARRAY(SELECT search_digests($1, $2, $3, $4, $5, $6)))
"""

Place = tuple[GroupId, MessageId]


class GroupArchive:
    """The port ``ArchiveSearch``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def search(
        self, question: Question, groups: Sequence[ConnectedGroup], *, limit: int
    ) -> Sequence[Passage]:
        """See the port. One transaction for each tenant that has any of the groups.

        Raises:
            DatabaseUnavailableError: The connection was lost or could not be made.
        """
        asked = understood(question.words, question.asked_at)
        if not asked.stems and not asked.is_open:
            return []
        found = await self._search(question, asked, groups, limit)
        if not found and asked.period is not None and asked.stems:
            found = await self._search(question, replace(asked, period=None), groups, limit)
        known = {group.id: group for group in groups}
        return [_passage(known[hit.remark.group], hit) for hit in found]

    async def _search(
        self, question: Question, asked: Asked, groups: Sequence[ConnectedGroup], limit: int
    ) -> list[Hit]:
        remarks: list[Remark] = []
        spread = Spread(0, {})
        for tenant, owned in groupby(sorted(groups, key=_tenant), _tenant):
            async with tenant_transaction(self._pool, tenant) as connection:
                look = _Look(connection, question, asked, [group.id for group in owned], limit)
                remarks += await look.remarks()
                spread = _together(spread, look.spread)
        return best(asked, remarks, spread, question.asked_at, limit=limit)


class _Look:
    """What one tenant has, in the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        question: Question,
        asked: Asked,
        groups: list[GroupId],
        limit: int,
    ) -> None:
        self._connection = connection
        self._candidates_wanted = min(max(CANDIDATES * limit, FEWEST), MOST)
        self._who = (question.asker, groups)
        self._asked = asked
        period = asked.period
        self._span = (period.start, period.end) if period else (None, None)
        self.spread = Spread(0, {})

    async def remarks(self) -> list[Remark]:
        told = await self._told() if self._asked.stems else {}
        places = [*await self._candidates(), *told]
        rows = await self._fetch(
            _AROUND, [group for group, _ in places], [each for _, each in places], NEIGHBOURS
        )
        rows += await self._fetch(_UNLINKED, *self._who, UNLINKED)
        if self._asked.may_be_open:
            rows += await self._fetch(_LISTED, *self._who, *self._span, LISTED)
        found = {(row["group_id"], row["message_id"]): row for row in rows}
        return [_remark(row, told.get(place, "")) for place, row in found.items()]

    async def _candidates(self) -> list[Place]:
        how_many = (OF_EACH, self._candidates_wanted)
        rows = await self._fetch(
            _SEARCH, *self._who, list(self._asked.terms), *self._span, *how_many
        )
        if rows:
            holders = zip(self._asked.stems, rows[0]["holders"], strict=True)
            self.spread = Spread(rows[0]["messages"], dict(holders))
        return [(row["group_id"], row["message_id"]) for row in rows]

    async def _told(self) -> dict[Place, str]:
        """What digests say with words of the question, by the messages that they cite for it."""
        wanted = set(self._asked.stems)
        rows = await self._fetch(_TOLD, *self._who, list(self._asked.terms), *self._span, DIGESTS)
        told: dict[Place, str] = {}
        for row in rows:
            for judged in orjson.loads(row["statements"]):
                statement = judged["statement"]
                if judged["verdict"] == Verdict.UNSUPPORTED or not wanted & set(
                    stems(statement["text"])
                ):
                    continue
                for number in statement["message_ids"]:
                    place = former_id(number) if row["of_before"] else number
                    told.setdefault((row["group_id"], place), statement["text"])
        return told

    async def _fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        return list(await self._connection.fetch(query, *arguments))


def _tenant(group: ConnectedGroup) -> TenantId:
    return group.tenant


def _together(one: Spread, other: Spread) -> Spread:
    held = {*one.holders, *other.holders}
    return Spread(
        one.messages + other.messages,
        {stem: one.holders.get(stem, 0) + other.holders.get(stem, 0) for stem in held},
    )


def _remark(row: asyncpg.Record, told: str) -> Remark:
    return Remark(
        group=row["group_id"],
        id=row["message_id"],
        thread=row["thread_id"],
        author_id=row["author_id"],
        author=row["author_name"],
        text=row["text"],
        sent_at=row["sent_at"],
        told=told,
    )


def _passage(group: ConnectedGroup, hit: Hit) -> Passage:
    return Passage(
        group=group,
        found=_cited(hit.remark),
        around=tuple(map(_cited, hit.around)),
        score=hit.score,
    )


def _cited(remark: Remark) -> Cited:
    return Cited(
        id=remark.id,
        author=mask(remark.author).text,
        text=mask(remark.text).text,
        sent_at=remark.sent_at,
    )
