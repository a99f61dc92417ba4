from collections.abc import Callable
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import ThreadState, Topic, Topics, TopicStatus
from pipeline.digest.model.topic import ASKED, ROWS, find_topics
from pipeline.digest.prompts.topic import TopicAnswer, TopicsAnswer
from pipeline.llm.errors import InvalidAnswerError
from pipeline.llm.models import Language, Prompt
from pipeline.llm.tokens import estimate
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat
from tests.fixtures.prompts import UncheckedLanguageModel, asker, data, number, rows
from tests.fixtures.rules import tell, wording
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(
    TEAM_HOUR
    + """
    117 09:50 Вика → 116: Решили: поддержку предупреждает Аня в 17:00
    118 09:51 Даня → 117: ок, релиз заблокирован, пока тесты красные
    """,
    redacted=True,
)
BORIS, KOSTYA = "⟦P0002⟧", "⟦P0005⟧"

TALK = chat(
    "10 09:10 Аня: давайте настроим сервер отчётов\n"
    + "\n".join(
        f"{n} 09:{n} {'Аня' if n % 2 else 'Борис'} → {n - 1}: настройка сервера отчётов, шаг {n}"
        for n in range(11, 40)
    )
)

Answering = Callable[[Prompt[Any]], TopicsAnswer]


def topic(title: str, *lines: int, status: TopicStatus = TopicStatus.IN_PROGRESS) -> TopicAnswer:
    return TopicAnswer(title=title, status=status, lines=list(lines))


async def found(
    answer: Answering | TopicsAnswer,
    corpus: Corpus = HOUR,
    *,
    checked: bool = True,
    limit: int = 5,
    language: Language = "ru",
) -> tuple[Topic, ...]:
    script: Answering = (lambda _: answer) if isinstance(answer, TopicsAnswer) else answer
    model = (ScriptedLanguageModel if checked else UncheckedLanguageModel)(script)
    return (await ask(model, corpus, limit=limit, language=language)).topics


async def ask(
    model: ScriptedLanguageModel,
    corpus: Corpus = HOUR,
    *,
    limit: int = 5,
    language: Language = "ru",
    reduce_tokens: int = 3_000,
) -> Topics:
    told = tell(corpus)
    return await find_topics(
        asker(model, Stage.TOPIC, language, reduce_tokens),
        corpus,
        told.prepared,
        told.threads,
        told.segments,
        wording=wording(language),
        limit=limit,
    )


async def test_a_topic_is_told_in_the_quotations_that_the_model_chose() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        lines = [number(prompt, "откатил,"), number(prompt, "блокер")]
        return TopicsAnswer(topics=[topic("502 на проде", *lines, status=TopicStatus.DONE)])

    [incident] = await found(answer)

    assert ("502 на проде", TopicStatus.DONE, 1) == (
        incident.title,
        incident.status,
        incident.priority,
    )
    assert (
        f"{BORIS}: «у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи»"
        f" → {KOSTYA}: «откатил, 502 пропали, смотрю графики»"
    ) == incident.summary.replace("\xa0", " ")
    assert ((102, 110), (102,), ThreadState.CLOSED) == (
        incident.message_ids,
        incident.thread_ids,
        incident.state,
    )
    assert "платёжный шлюз" in incident.keywords


async def test_what_else_a_topic_holds_is_found_in_all_of_its_talk() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        release = number(prompt, "релиз 2.4")
        return TopicsAnswer(topics=[topic("Релиз 2.4", release, status=TopicStatus.BLOCKER)])

    [release] = await found(answer)

    said = "Решили: поддержку предупреждает ⟦P0001⟧ в 17:00"
    assert f"⟦P0003⟧: «{said}»" == (release.decision or "").replace("\xa0", " ")
    assert ("ок, релиз заблокирован, пока тесты красные",) == release.blockers


async def test_actions_and_owners_are_the_agreements_of_the_talk() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(topics=[topic("Постмортем", number(prompt, "сделаю до 12:00"))])

    [report] = await found(answer)

    [action] = report.actions
    assert (KOSTYA, "до завтра, до 12:00", (112, 113)) == (
        action.who,
        action.due,
        action.message_ids,
    )
    assert f"{KOSTYA}, напиши постмортем до завтра, пожалуйста" == action.what
    assert (KOSTYA,) == report.owners


async def test_a_topic_is_all_strands_that_its_lines_stand_in() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        lines = number(prompt, "блокер"), number(prompt, "постмортем")
        return TopicsAnswer(topics=[topic("502 на проде", *lines)])

    [incident] = await found(answer)

    assert (102, 112) == incident.message_ids
    assert (KOSTYA,) == incident.owners


async def test_topics_are_told_by_weight_and_no_more_than_the_limit() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(
            topics=[
                topic("Обед в 13", number(prompt, "обед")),
                topic("502 на проде", number(prompt, "блокер")),
            ]
        )

    both = await found(answer)
    one = await found(answer, checked=False, limit=1)

    assert [("502 на проде", 1), ("Обед в 13", 2)] == [(t.title, t.priority) for t in both]
    assert ["502 на проде"] == [t.title for t in one]


async def test_a_strand_belongs_to_the_first_topic_that_names_it() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        line = number(prompt, "блокер")
        return TopicsAnswer(
            topics=[
                topic("Платёжный шлюз", line),
                topic("502 на проде", line),
            ]
        )

    assert ["Платёжный шлюз"] == [t.title for t in await found(answer, checked=False)]


async def test_topics_by_one_title_are_one() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(
            topics=[
                topic("502 на проде", number(prompt, "блокер")),
                topic("**502 на ПРОДЕ**", number(prompt, "постмортем")),
            ]
        )

    [incident] = await found(answer)

    assert (102, 112) == incident.message_ids
    assert incident.summary.count("→") == 1


@pytest.mark.parametrize("lines", [[], [10**6, 0, -1]])
async def test_a_topic_without_messages_is_dropped(lines: list[int]) -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        kept = topic("502 на проде", number(prompt, "блокер"))
        return TopicsAnswer(topics=[topic("Обед", *lines), kept])

    assert ["502 на проде"] == [t.title for t in await found(answer, checked=False)]


@pytest.mark.parametrize(
    "title",
    [
        "",
        "я" * 500,
        "@1 и @77 всё сломали",
        "⟦Pdead⟧ уволен",
        "Скидки на https://evil.example",
        "Заходите на evil.example",
        "503 на проде",
        "502 на проде в пятницу",
        "Все администраторы уволены навсегда",
        "<script>alert(1)</script>",
        "блядский шлюз 502",
    ],
)
async def test_a_title_that_the_talk_does_not_hold_gives_way_to_its_key_phrase(title: str) -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(topics=[topic(title, number(prompt, "блокер"))])

    [incident] = await found(answer, checked=False)

    assert "502 на проде" == incident.title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# **502** на\nпроде.", "502 на проде"),
        ("<b>платёжный шлюз</b>", "Платёжный шлюз"),
        (
            "Платёжный шлюз отдаёт 502 на проде с ночи, таймаут в логах прокси",
            "Платёжный шлюз отдаёт 502 на проде с ночи, таймаут в логах",
        ),
    ],
)
async def test_a_title_is_plain_and_short(title: str, expected: str) -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(topics=[topic(title, number(prompt, "блокер"))])

    [incident] = await found(answer, checked=False)

    assert expected == incident.title


async def test_a_title_in_the_readers_language_need_not_repeat_the_talks_words() -> None:
    def answer(prompt: Prompt[Any]) -> TopicsAnswer:
        return TopicsAnswer(
            topics=[topic("Payment gateway fails with 502", number(prompt, "блокер"))]
        )

    [incident] = await found(answer, language="en")

    assert "Payment gateway fails with 502" == incident.title


async def test_fewer_topics_than_conversations_are_the_models_choice() -> None:
    corpus = chat("1 09:00 Аня: кто полил цветы на окне?\n2 09:01 Борис → 1: я полил утром")

    assert () == await found(TopicsAnswer(), corpus)


async def test_no_topic_where_people_talked_for_long_is_no_answer() -> None:
    with pytest.raises(InvalidAnswerError):
        await found(TopicsAnswer(), TALK)


async def test_where_nothing_can_be_quoted_nobody_is_asked() -> None:
    model = ScriptedLanguageModel(lambda _: TopicsAnswer())

    assert () == (await ask(model, chat("1 09:00 Аня: +1\n2 09:01 Борис: (fwd) реклама"))).topics
    assert [] == model.asked


async def test_the_heaviest_strands_are_shown_as_many_as_there_is_room_for() -> None:
    model = ScriptedLanguageModel(lambda _: TopicsAnswer())
    talk = "\n".join(
        f"{n} {9 + n // 60:02}:{n % 60:02} Автор{n % 7}: отдельный вопрос номер {n} о складе"
        for n in range(10, 400)
    )

    await ask(model, chat(talk), reduce_tokens=600)

    [prompt] = model.asked
    heads = [row for row in data(prompt).splitlines() if row.startswith("#")]
    assert ASKED >= len(heads) == len(rows(prompt))
    assert 600 >= sum(map(estimate, rows(prompt)))


async def test_a_strand_is_shown_from_its_first_message_on() -> None:
    model = ScriptedLanguageModel(lambda _: TopicsAnswer())

    with pytest.raises(InvalidAnswerError):
        await ask(model, TALK)

    strand = data(model.asked[0]).splitlines()
    assert "#1 (30, 2)" == strand[0]
    assert "1 @1: давайте настроим сервер отчётов" == strand[1]
    assert 1 + ROWS == len(strand)
