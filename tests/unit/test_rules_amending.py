"""A digest after its messages were edited or deleted: nothing of what is gone, all of the rest."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.models import Digest
from pipeline.digest.ports import StoredDigest
from pipeline.digest.rules.statements.amending import NOTHING_LEFT, Amending
from pipeline.digest.rules.statements.delivery import content_hash, opens
from pipeline.digest.statements import Section
from pipeline.ingest.models import MessageId
from pipeline.windows.models import Window
from tests.fakes.archive import MemoryArchive
from tests.fixtures.rules import wording
from tests.fixtures.world import HOUR, World, messages


class Digested:
    """The hour of the design's example, and its digest."""

    def __init__(self) -> None:
        self.world = World()

    async def make(self) -> StoredDigest:
        self.window: Window = await self.world.talk()
        self.stored = await self.world.digest(self.window)
        return self.stored

    async def delete(self, *ids: int) -> Digest:
        deleted = await self.world.messages.delete(
            self.world.tenant, self.window.group_id, [MessageId(i) for i in ids]
        )
        assert len(ids) == len(deleted)
        return await self.amended(ids)

    async def edit(self, number: int, text: str) -> Digest:
        [line] = [line for line in HOUR.splitlines() if line.startswith(f"{number} ")]
        [new] = messages(line.partition(": ")[0] + f": {text}")
        edited = [replace(new, edit_version=1)]
        await self.world.messages.accept(self.world.tenant, self.window.group_id, edited)
        return await self.amended([number])

    async def amended(self, touched: Iterable[int]) -> Digest:
        archive = MemoryArchive(self.world.messages, self.world.groups, self.world.windows)
        corpus = await build_corpus(
            archive, self.world.tenant, self.window, self.world.context_settings
        )
        return Amending(corpus, frozenset(touched), wording("ru"))(self.stored.digest)


def cited(digest: Digest) -> set[int]:
    return {i for each in digest.statements for i in each.statement.message_ids}


async def test_a_message_that_nothing_rests_on_changes_nothing_that_is_told() -> None:
    digested = Digested()
    before = (await digested.make()).digest
    aside = next(i for i in (106, 108, 109) if i not in cited(before))

    after = await digested.delete(aside)

    assert [each.statement.text for each in before.statements] == [
        each.statement.text for each in after.statements
    ]


@pytest.mark.parametrize("number", [102, 105, 107, 110, 112, 114, 115])
async def test_of_a_deleted_message_no_word_of_its_own_and_no_number_remains(number: int) -> None:
    digested = Digested()
    await digested.make()
    said = {message.id: message.text for message in messages(HOUR)}
    others = " ".join(text for i, text in said.items() if i != number).lower()
    own = {
        word
        for word in said[MessageId(number)].lower().replace(",", " ").replace(".", " ").split()
        if len(word) > 4 and word not in others
    }

    after = await digested.delete(number)

    whole = after.model_dump_json().lower()
    assert [] == [word for word in own if word in whole]
    assert number not in cited(after)
    assert all(number not in topic.message_ids for topic in after.topics)
    assert all(number not in thread.message_ids for thread in after.threads)


async def test_what_rests_on_other_messages_stays_as_it_was_judged() -> None:
    digested = Digested()
    before = (await digested.make()).digest

    after = await digested.delete(112)

    untouched = [each for each in before.statements if 112 not in each.statement.message_ids]
    kept = {each.statement.text for each in after.statements}
    told = [
        each.statement.text for each in untouched if each.statement.section is not Section.CHANGES
    ]
    assert set(told) <= kept


async def test_the_decision_is_about_what_is_left() -> None:
    digested = Digested()
    await digested.make()

    after = await digested.delete(102)

    assert content_hash(after.statements) == after.decision.content_hash
    assert opens(after.decision, after.statements)


async def test_an_edit_that_takes_a_fact_back_takes_back_what_was_told_of_it() -> None:
    digested = Digested()
    before = (await digested.make()).digest
    assert any("502" in each.statement.text for each in before.statements)

    after = await digested.edit(102, "у меня вопрос про отпуск, потом расскажу")

    told = " ".join(
        each.statement.text for each in after.statements if 102 in each.statement.message_ids
    )
    assert "502" not in told


async def test_an_edit_of_a_comma_changes_no_statement() -> None:
    digested = Digested()
    before = (await digested.make()).digest

    after = await digested.edit(102, "у меня блокер — платёжный шлюз отдаёт 502 на проде с ночи")

    told = [each.statement.message_ids for each in before.statements]
    assert told == [each.statement.message_ids for each in after.statements]


async def test_where_nothing_is_left_to_tell_nothing_goes_out_again() -> None:
    digested = Digested()
    await digested.make()

    after = await digested.delete(*range(101, 117))

    assert () == after.statements
    assert not after.decision.deliver
    assert (NOTHING_LEFT,) == after.decision.reasons


async def test_statements_still_name_their_topics() -> None:
    digested = Digested()
    before = (await digested.make()).digest
    first = before.topics[0]

    after = await digested.delete(*first.message_ids)

    titles = {topic.title: index for index, topic in enumerate(after.topics)}
    assert all(
        each.statement.topic is None or each.statement.topic in titles.values()
        for each in after.statements
    )
