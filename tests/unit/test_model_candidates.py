from pipeline.digest.findings import (
    Segment,
    SegmentKind,
    Segments,
    ThreadState,
    Topic,
    Topics,
    TopicStatus,
)
from pipeline.digest.model.candidates import Candidates, candidates
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.statements.agreements import TOLD
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.statements.synthesis import QUESTIONS_TOLD, Material
from tests.fixtures.chats import chat
from tests.fixtures.rules import tell, wording

WORDS = (
    "склад",
    "касса",
    "сервер",
    "отчёт",
    "договор",
    "витрина",
    "курьер",
    "бухгалтер",
    "пресса",
)
TALK = chat(
    "\n".join(
        f"""
        {n}0 09:{n} Аня: решили: {word} переносим на четверг
        {n}1 09:{n} Борис: кто знает, почему {word} закрывается вечером раньше?
        """
        for n, word in enumerate(WORDS, start=10)
    )
)
DECIDED = [line.id for line in TALK.lines if line.text.startswith("решили")]
ASKED = [line.id for line in TALK.lines if line.text.endswith("?")]


def marks(confidence: float = 0.9) -> Segments:
    """Every message decides or asks, as it says."""
    return Segments(
        segments=tuple(
            Segment(
                kind=SegmentKind.DECISION if line.id in DECIDED else SegmentKind.QUESTION,
                text=line.text,
                message_ids=(line.id,),
                confidence=confidence,
                thread_id=line.thread_id,
            )
            for line in TALK.lines
        )
    )


def chosen(*important: int, confidence: float = 0.9, topics: tuple[Topic, ...] = ()) -> Candidates:
    told = tell(TALK)
    material = Material(
        prepared=told.prepared,
        threads=told.threads,
        segments=marks(confidence),
        emotion=feel(TALK, told.threads),
        roles=assign(TALK, told.threads),
        topics=Topics(topics=topics),
        changes=Changes(),
    )
    return candidates(material, TALK, wording("ru"), set(important))


def topic(message_id: int) -> Topic:
    return Topic(
        title="Склад",
        priority=1,
        weight=1.0,
        status=TopicStatus.DONE,
        summary="",
        decision=None,
        owners=(),
        blockers=(),
        actions=(),
        keywords=(),
        thread_ids=(message_id,),
        message_ids=(message_id,),
        state=ThreadState.OPENED,
    )


def ids(found: Candidates) -> tuple[set[int], set[int]]:
    return (
        {i for each in found.agreements for i in each},
        {i for each in found.questions for i in each},
    )


def test_no_more_are_asked_for_than_a_digest_tells() -> None:
    found = chosen()

    assert (TOLD, QUESTIONS_TOLD) == (len(found.agreements), len(found.questions))


def test_those_of_important_conversations_come_first() -> None:
    important = {*DECIDED[-3:], *ASKED[-3:]}

    agreed, asked = ids(chosen(*important))

    assert set(DECIDED[-3:]) <= agreed
    assert set(ASKED[-3:]) <= asked


def test_asides_are_a_quarter_of_what_is_told_at_the_most() -> None:
    important = {*DECIDED[:3], *ASKED[:3]}

    agreed, asked = ids(chosen(*important))

    assert {(3, 3)} == {(len(agreed & important), len(asked & important))}
    assert 2 == len(agreed - important) + len(asked - important)


def test_with_important_topics_there_is_room_for_more_asides() -> None:
    important = {*DECIDED[:3], *ASKED[:3]}
    topics = tuple(topic(message_id) for message_id in DECIDED[:3])

    agreed, asked = ids(chosen(*important, topics=topics))

    assert 3 == len(agreed - important) + len(asked - important)


def test_a_loose_promise_is_told_of_an_important_conversation_only() -> None:
    agreed, _ = ids(chosen(DECIDED[0], confidence=0.3))

    assert {DECIDED[0]} == agreed
