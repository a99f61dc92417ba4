"""Messages of groups by what they say, for whoever may read them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import asyncpg
import orjson

from pipeline.alfred.archive import Passage, Question
from pipeline.alfred.rules.asked import Asked, understood
from pipeline.alfred.rules.matching import Spread
from pipeline.alfred.rules.meaning import Near
from pipeline.alfred.rules.searching import best
from pipeline.alfred.rules.surroundings import Remark, people_by_group
from pipeline.digest.statements import Verdict
from pipeline.embedding.models import QuestionVector
from pipeline.embedding.ports import QuestionEmbedder
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.language.stems import stems
from storage.postgres.connection import Connection, Pool
from storage.postgres.nearest import nearest
from storage.postgres.remark_rows import to_passage, to_remark
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
    (SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at,
        heard IS NOT NULL AS spoken
    FROM group_messages
    WHERE group_id = wanted.group_id AND sent_at <= found.sent_at
        AND deleted_at IS NULL AND aside IS NULL
    ORDER BY sent_at DESC, message_id DESC LIMIT $3 + 1)
    UNION ALL
    (SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at,
        heard IS NOT NULL AS spoken
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
    SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at,
        heard IS NOT NULL AS spoken
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
    SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at,
        heard IS NOT NULL AS spoken
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
    """The port ``ArchiveSearch``.

    Args:
        pool: Of the service's role.
        embed: Gives a question its vector; None searches by words alone.
    """

    def __init__(self, pool: Pool, embed: QuestionEmbedder | None = None) -> None:
        self._pool = pool
        self._embed = embed

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
        wanted = self._embed if asked.stems and groups else None
        vector = await wanted(groups[0].tenant, question.words) if wanted else None
        found = await self._search(question, asked, vector, groups, limit)
        if not found and asked.period is not None and asked.stems:
            ever = replace(asked, period=None)
            found = await self._search(question, ever, vector, groups, limit)
        return found

    async def _search(
        self,
        question: Question,
        asked: Asked,
        vector: QuestionVector | None,
        groups: Sequence[ConnectedGroup],
        limit: int,
    ) -> list[Passage]:
        remarks: list[Remark] = []
        near: list[Near] = []
        spread = Spread(0, {})
        for tenant, owned in groupby(sorted(groups, key=_tenant), _tenant):
            async with tenant_transaction(self._pool, tenant) as connection:
                look = _Look(connection, question, asked, [group.id for group in owned], limit)
                near += await look.near(vector) if vector else ()
                remarks += await look.remarks()
                spread = _together(spread, look.spread)
        near.sort(key=lambda passage: -passage.likeness)
        hits = best(asked, remarks, spread, question.asked_at, limit=limit, near=near)
        known, people = {group.id: group for group in groups}, people_by_group(remarks)
        return [to_passage(known[hit.remark.group], hit, people[hit.remark.group]) for hit in hits]


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
        self._near: list[Place] = []

    async def near(self, vector: QuestionVector) -> list[Near]:
        """Passages whose messages will be among the remarks."""
        found = await nearest(self._connection, *self._who, vector, self._span)
        self._near = [place for passage in found for place in passage.places]
        return found

    async def remarks(self) -> list[Remark]:
        told = await self._told() if self._asked.stems else {}
        places = [*await self._candidates(), *told, *self._near]
        wanted = [group for group, _ in places], [each for _, each in places]
        rows = await self._fetch(_AROUND, *wanted, NEIGHBOURS) if places else []
        rows += await self._fetch(_UNLINKED, *self._who, UNLINKED)
        if self._asked.may_be_open:
            rows += await self._fetch(_LISTED, *self._who, *self._span, LISTED)
        found = {(row["group_id"], row["message_id"]): row for row in rows}
        return [to_remark(row, told.get(place, "")) for place, row in found.items()]

    async def _candidates(self) -> list[Place]:
        looked_up = self._asked.looked_up
        how_many = (OF_EACH, self._candidates_wanted)
        rows = await self._fetch(
            _SEARCH, *self._who, [each.word for each in looked_up], *self._span, *how_many
        )
        if rows:
            stems_of = (each.stem for each in looked_up)
            holders = zip(stems_of, rows[0]["holders"], strict=True)
            self.spread = Spread(rows[0]["messages"], dict(holders))
        return [(row["group_id"], row["message_id"]) for row in rows]

    async def _told(self) -> dict[Place, str]:
        """What digests say with words of the question, by the messages that they cite for it."""
        wanted = {each.stem for each in self._asked.looked_up}
        terms = [each.word for each in self._asked.looked_up]
        rows = await self._fetch(_TOLD, *self._who, terms, *self._span, DIGESTS)
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
