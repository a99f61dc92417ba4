from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.alfred.archive import Cited, Passage, People, Question
from pipeline.alfred.rules.asked import Asked, understood
from pipeline.alfred.rules.matching import Spread
from pipeline.alfred.rules.searching import Hit, best
from pipeline.alfred.rules.surroundings import Remark, people_by_group
from pipeline.groups.models import ConnectedGroup
from pipeline.groups.ports import GroupBook, Members
from pipeline.ingest.models import AuthorId, GroupId
from pipeline.ingest.talk import is_talk
from pipeline.language.stems import stems
from pipeline.privacy.masks import mask
from tests.fakes.messages import MemoryMessages


class MemoryArchiveSearch:
    """The port ``ArchiveSearch``: all talk of the groups, by the rules of the real one."""

    def __init__(self, messages: MemoryMessages, book: GroupBook, members: Members) -> None:
        self._messages = messages
        self._book = book
        self._members = members

    async def search(
        self, question: Question, groups: Sequence[ConnectedGroup], *, limit: int
    ) -> Sequence[Passage]:
        asked = understood(question.words, question.asked_at)
        if not asked.stems and not asked.is_open:
            return []
        readable = {group.id: group for group in groups if await self._may_read(question, group)}
        remarks = [remark for group in readable.values() for remark in self._talk(group)]
        found = _found(asked, remarks, question, limit)
        if not found and asked.stems:
            found = _found(replace(asked, period=None), remarks, question, limit)
        people = people_by_group(remarks)
        return [
            _passage(readable[hit.remark.group], hit, people[hit.remark.group]) for hit in found
        ]

    async def _may_read(self, question: Question, group: ConnectedGroup) -> bool:
        known = {(row.tenant, row.id) for row in await self._book.of_person(question.asker)}
        scopes = await self._members.scopes(group.tenant, question.asker)
        ours = {row.id for row in await self._book.of_tenant(group.tenant)}
        return (group.tenant, group.id) in known or (bool(scopes) and group.id in ours)

    def _talk(self, group: ConnectedGroup) -> Iterator[Remark]:
        for linked in self._messages.of(group.tenant, GroupId(group.id)):
            message = linked.message
            if is_talk(message):
                yield Remark(
                    group=group.id,
                    id=message.id,
                    thread=linked.thread_id,
                    author_id=message.author_id,
                    author=message.author_name,
                    text=message.text,
                    sent_at=message.sent_at,
                    spoken=message.heard is not None,
                )


def _found(asked: Asked, remarks: Sequence[Remark], question: Question, limit: int) -> list[Hit]:
    words = [set(stems(remark.text)) for remark in remarks]
    wanted = [each.stem for each in asked.looked_up]
    holders = {stem: sum(stem in each for each in words) for stem in wanted}
    spread = Spread(len(remarks), holders)
    return best(asked, remarks, spread, question.asked_at, limit=limit)


def _passage(group: ConnectedGroup, hit: Hit, people: People) -> Passage:
    return Passage(group, _cited(hit.remark), tuple(map(_cited, hit.around)), hit.score, people)


def _cited(remark: Remark) -> Cited:
    author, text = mask(remark.author).text, mask(remark.text).text
    return Cited(
        remark.id, author, text, remark.sent_at, remark.spoken, AuthorId(remark.author_id)
    )
