import pytest

from pipeline.digest.findings import ThreadState, TopicStatus
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.clusters import Cluster, gathered, segments_by_message
from pipeline.digest.rules.topics.status import state_of, status_of
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat

BROKEN = """
    1 09:00 Аня: на проде не открывается касса
    2 09:01 Борис → 1: вижу, смотрю логи кассы
"""


def gather(text: str, history: str = "") -> Cluster:
    corpus = chat(text, history=history)
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    threads = thread_window(corpus, prepared)
    return gathered(
        strands(threads.threads, corpus, prepared), segments_by_message(segment(corpus, threads))
    )


def status(*replies: str, has_actions: bool = False) -> TopicStatus:
    """How the broken till stands after these replies, minutes apart."""
    rows = (
        f"{number} 09:{number:02} {'АБ'[number % 2]} → {number - 1}: {reply}"
        for number, reply in enumerate(replies, start=3)
    )
    return status_of(gather("\n".join((BROKEN, *rows))), has_actions=has_actions)


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ((), TopicStatus.WATCH),
        (("починил, касса открывается",), TopicStatus.DONE),
        (("перезапустил сервис", "спасибо, касса открылась"), TopicStatus.DONE),
        (("починил, касса открывается", "супер", "ага"), TopicStatus.DONE),
        (
            ("починил, касса открывается", "спасибо!", "кассу опять не открывает"),
            TopicStatus.WATCH,
        ),
        (("починил", "касса опять упала", "и у меня"), TopicStatus.WATCH),
        (("касса опять упала", "починил насовсем"), TopicStatus.DONE),
        (("всё, готово", "спасибо, а кто предупредит магазины?"), TopicStatus.IN_PROGRESS),
        (("готово", "завтра выкатим это на все магазины"), TopicStatus.IN_PROGRESS),
        (("если поможет перезапуск — спасибо Борису",), TopicStatus.WATCH),
        (("спасибо, если не поможет — напишу",), TopicStatus.WATCH),
        (("спасибо, но не помогло",), TopicStatus.WATCH),
        (("застрял, нужен доступ к серверу",), TopicStatus.BLOCKER),
        (("починил", "спасибо, но у меня до сих пор не открывает"), TopicStatus.BLOCKER),
        (("это не блокер, касса запасная есть",), TopicStatus.WATCH),
        (("планируем поменять сервер в четверг",), TopicStatus.IN_PROGRESS),
    ],
)
def test_the_last_word_decides_how_a_topic_stands(
    replies: tuple[str, ...], expected: TopicStatus
) -> None:
    assert expected is status(*replies)


def test_who_took_a_task_is_at_work_on_it() -> None:
    assert TopicStatus.IN_PROGRESS is status("посмотрю до вечера", has_actions=True)


def test_a_closed_matter_stays_closed_though_there_were_tasks_in_it() -> None:
    assert TopicStatus.DONE is status("починил, касса открывается", has_actions=True)


def test_an_idea_is_one_while_nobody_plans_or_decides() -> None:
    talk = """
        1 09:00 Аня: есть идея: хорошо бы подарить Вике книгу
        2 09:01 Борис → 1: она любит детективы
        """

    assert TopicStatus.IDEA is status_of(gather(talk), has_actions=False)


def test_a_topic_is_closed_when_done_continued_if_older_than_the_window_else_opened() -> None:
    older = gather("5 09:00 Борис → 1: ещё ищем", history="1 08:00 Аня: что с кассой?")
    new = gather(BROKEN)

    assert ThreadState.CLOSED is state_of(older, TopicStatus.DONE)
    assert ThreadState.CONTINUED is state_of(older, TopicStatus.WATCH)
    assert ThreadState.OPENED is state_of(new, TopicStatus.WATCH)
