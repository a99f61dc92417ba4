"""A builder that was stopped goes on as one that was not."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings
from tests.fixtures.threads import DAY

NAMES = ("Аня", "Борис", "Костя Петров", "dave", "erin", "")
WORDS = (
    *("релиз", "прокси", "nginx", "502", "e2e", "обед", "шаблон", "договор", "printer", "driver"),
    *("да,", "спасибо", "привет", "+1", "а", "hello", "yes", "кто", "?", "Костя,", "у Кости"),
    *("dave:", "erin", "Борис,", "👍"),
)
FEW = settings(max_examples=30, deadline=None)
SMALL = ThreadSettings(memory=12, trusted_after=3)


@st.composite
def chats(draw: st.DrawFn) -> list[Utterance]:
    sent, chat = DAY, []
    for number in range(1, draw(st.integers(2, 40)) + 1):
        sent += timedelta(seconds=draw(st.sampled_from((0, 1, 20, 60, 300, 40_000))))
        name = draw(st.sampled_from(NAMES))
        chat.append(
            Utterance(
                id=MessageId(number),
                sent_at=sent,
                author_id=AuthorId(name),
                author_name=name,
                text=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=5))),
                reply_to=draw(st.none() | st.integers(0, number + 1).map(MessageId)),
                topic_id=draw(st.sampled_from((None, None, None, MessageId(1)))),
                mentions=draw(st.sampled_from(((), (), ("@dave",), ("Аня",)))),
                service=draw(st.integers(0, 9)) == 0,
            )
        )
    return chat


@FEW
@given(chats(), st.data())
def test_a_resumed_builder_links_exactly_as_an_uninterrupted_one(
    chat: list[Utterance], data: st.DataObject
) -> None:
    whole = ThreadBuilder(SMALL)
    expected = [whole.link(each) for each in chat]
    stop = data.draw(st.integers(0, len(chat)))
    remembered = list(zip(chat, expected, strict=True))[:stop][-SMALL.memory :]

    resumed = ThreadBuilder.resume(remembered, SMALL)

    assert expected[stop:] == [resumed.link(each) for each in chat[stop:]]


@FEW
@given(chats())
def test_links_are_sound_whatever_is_said(chat: list[Utterance]) -> None:
    builder = ThreadBuilder(SMALL)
    links = [builder.link(each) for each in chat]

    said = {each.id: each for each in chat}
    threads = {link.message_id: link.thread_id for link in links}
    for link in links:
        assert 0.0 < link.score <= 1.0
        if link.parent_id is None:
            assert int(link.thread_id) in {link.message_id, said[link.message_id].topic_id}
        else:
            parent, child = said[link.parent_id], said[link.message_id]
            assert threads[parent.id] == link.thread_id
            assert parent.topic_id == child.topic_id
            assert parent.id < child.id
            assert not parent.service
            assert not child.service


@FEW
@given(chats())
def test_more_memory_than_the_settings_allow_changes_nothing(chat: list[Utterance]) -> None:
    whole = ThreadBuilder(SMALL)
    history = [(each, whole.link(each)) for each in chat]
    following = replace(chat[-1], id=MessageId(1_000), reply_to=MessageId(1))

    all_of_it = ThreadBuilder.resume(history, SMALL)
    the_last = ThreadBuilder.resume(history[-SMALL.memory :], SMALL)

    assert all_of_it.link(following) == the_last.link(following)
