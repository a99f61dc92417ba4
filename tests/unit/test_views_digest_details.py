"""What the buttons under a digest bring to light: details, sources, numbered lines, threads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.callbacks import DigestButton, LineButton
from bot.views.digest_details import details_chunks, more_keyboard
from bot.views.sources import cited_by, source_chunks, topics_keyboard
from bot.views.thread_view import SHOWN, thread_chunks
from bot.views.wrong_lines import lines_keyboard, lines_text
from pipeline.digest.models import Digest
from pipeline.digest.shown import ShownDigest
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fixtures.digests import (
    TEAM,
    TEAM_DAY,
    TEAM_PEOPLE,
    stored,
    team_digest,
    team_report,
    window,
    wording,
)
from tests.fixtures.stores import said

RU = wording("ru")
HOSTILE = "<b>жирно</b> & </blockquote><a href='tg://x'>нажми</a> \x1b[2J \u202eоборот"
LONGEST_BUTTON = 64


def shown(digest: Digest) -> ShownDigest:
    group = ConnectedGroup(
        id=TEAM.id,
        tenant=TenantId(1),
        chat=Chat(TEAM.telegram_id, ChatKind(TEAM.kind), TEAM.title, TEAM.username),
        time_zone=TEAM.time_zone,
        language="ru",
        readers=frozenset(),
        owner=None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return ShownDigest(group, window(TEAM_DAY), stored(digest, TEAM_PEOPLE))


def many_topics(count: int) -> Digest:
    digest = team_digest()
    [first, *_] = digest.topics
    topics = tuple(first.model_copy(update={"summary": "слово " * 60}) for _ in range(count))
    return digest.model_copy(update={"topics": topics})


@pytest.mark.parametrize("language", ["ru", "en"])
def test_details_name_every_topic_and_person(language: str) -> None:
    digest = shown(team_digest())

    told = "\n".join(details_chunks(digest, team_report(), wording(language)))

    people = [TEAM_PEOPLE[person.person] for person in team_digest().participants]
    assert [1] * len(people) == [told.count(f"• <b>{name}</b>") for name in people]
    assert all(topic.title in told for topic in team_digest().topics)


def test_long_details_come_in_pages_of_one_message() -> None:
    digest = shown(many_topics(40))

    pages = details_chunks(digest, team_report(), RU)

    assert len(pages) > 1
    assert all(len(page) <= 4096 for page in pages)


def test_the_button_of_a_page_leads_to_the_next() -> None:
    [[button]] = more_keyboard(shown(team_digest()), 3, RU).inline_keyboard

    assert 3 == DigestButton.unpack(button.callback_data or "").item


def test_every_topic_with_statements_can_be_chosen() -> None:
    digest = shown(team_digest())

    rows = topics_keyboard(digest, RU).inline_keyboard
    items = [DigestButton.unpack(row[0].callback_data or "").item for row in rows]

    assert all(source_chunks(digest.stored, item, [], TEAM, RU) for item in items)
    assert len(set(items)) == len(items)


@pytest.mark.parametrize("item", [-1, 99, 9_999])
def test_a_topic_that_is_not_there_has_no_sources(item: int) -> None:
    digest = shown(team_digest())

    assert () == cited_by(digest.stored.digest, item)
    assert [] == source_chunks(digest.stored, item, [], TEAM, RU)


def test_a_hostile_source_cannot_leave_its_quotation() -> None:
    digest = shown(team_digest())
    [first, *_] = cited_by(digest.stored.digest, 0)

    [chunk] = source_chunks(digest.stored, 0, [said(first, 0, HOSTILE)], TEAM, RU)

    assert "&lt;b&gt;жирно&lt;/b&gt; &amp; &lt;/blockquote&gt;" in chunk
    assert 1 == chunk.count("<blockquote>")
    assert "\x1b" not in chunk
    assert "\u202e" not in chunk


def test_a_hostile_name_is_only_text() -> None:
    message = replace(said(1, 0), author_name="<a href='x'>Аня</a>\n\n**")

    [chunk] = thread_chunks([message], TEAM, RU)

    assert "&lt;a href='x'&gt;Аня&lt;/a&gt; **, " in chunk


def test_of_a_longer_thread_it_is_said_that_this_is_its_end() -> None:
    messages = [said(number, number) for number in range(1, SHOWN + 2)]

    told = "\n".join(thread_chunks(messages, TEAM, RU))

    assert f"последние {SHOWN} сообщений" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert SHOWN == told.count("<blockquote>")


def test_a_message_without_words_is_told_as_such() -> None:
    [chunk] = thread_chunks([said(1, 0, "")], TEAM, RU)

    assert "<blockquote>без слов</blockquote>" in chunk


def test_each_numbered_line_has_its_button() -> None:
    digest = shown(team_digest())

    text = lines_text(digest.stored, RU)
    buttons = [button for row in lines_keyboard(digest).inline_keyboard for button in row]

    assert all(f"{button.text}. " in text for button in buttons)
    assert [str(number) for number in range(1, len(buttons) + 1)] == [
        button.text for button in buttons
    ]


def test_a_button_holds_the_longest_numbers() -> None:
    largest = 2**63 - 1

    packed = LineButton(tenant=largest, digest=largest, line=999, mark="0" * 8).pack()

    assert len(packed.encode()) <= LONGEST_BUTTON
