from dataclasses import replace

from pipeline.digest.findings import Emotion, Measure, Role, ThreadState, Tone, TopicStatus
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.statements.synthesis import QUESTIONS_TOLD, Material, compose
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.finding import find_topics
from pipeline.digest.settings import ContextSettings
from pipeline.digest.statements import Section, Statement
from tests.fixtures.chats import chat
from tests.fixtures.digests import calm, person, topic
from tests.fixtures.rules import tell, wording


def open_questions(text: str) -> list[str]:
    told = tell(chat(text)).synthesis.statements
    return [
        statement.text.replace("\xa0", " ")
        for statement in told
        if statement.section is Section.QUESTIONS
    ]


TALK = chat(
    """
    1 09:00 Аня: платёжный шлюз отдаёт ошибки по картам
    2 09:01 Борис → 1: вижу таймауты в логах, звоню в банк
    3 09:02 Вика → 2: [photo график.png] на графике видно с полуночи
    """
)


def material() -> Material:
    prepared = prepare(TALK, ContextSettings(_env_file=None))
    threads = thread_window(TALK, prepared)
    segments = segment(TALK, threads)
    return Material(
        prepared=prepared,
        threads=threads,
        segments=segments,
        emotion=feel(TALK, threads),
        roles=assign(TALK, threads),
        topics=find_topics(TALK, prepared, threads, segments, wording=wording("ru"), limit=5),
        changes=Changes(),
    )


def composed(given: Material, section: Section) -> list[Statement]:
    statements = compose(given, TALK, wording("ru")).statements
    return [statement for statement in statements if statement.section is section]


def texts(statements: list[Statement]) -> list[str]:
    return [statement.text.replace("\xa0", " ") for statement in statements]


def test_a_question_that_nobody_answered_is_told_with_its_asker() -> None:
    assert ["«кто предупредит поддержку клиентов?» — Аня"] == open_questions(
        "1 09:00 Аня: Привет. кто предупредит поддержку клиентов?"
    )


def test_an_answered_question_is_not_told() -> None:
    assert ["«где лежат макеты карточки товара?» — Вика"] == open_questions(
        """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 09:01 Борис → 1: я
        3 09:02 Вика: где лежат макеты карточки товара?
        """
    )


def test_a_question_that_leans_on_the_sentence_before_is_told_with_it() -> None:
    assert ["«Сервер отчётов выключаем на ночь. Кто против?» — Аня"] == open_questions(
        "1 09:00 Аня: Всем привет! Сервер отчётов выключаем на ночь. Кто против?"
    )


def test_of_one_message_one_question_is_told() -> None:
    assert 1 == len(
        open_questions(
            "1 09:00 Аня: кто предупредит поддержку клиентов? где лежат макеты карточки товара?"
        )
    )


def test_the_same_thought_is_asked_once() -> None:
    assert ["«кто предупредит поддержку клиентов?» — Аня"] == open_questions(
        """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 09:30 Борис: так кто же предупредит клиентов и поддержку?
        """
    )


def test_a_question_asked_back_in_passing_is_too_faint_beside_one_to_the_group() -> None:
    talk = """
        1 09:00 Аня: кто завтра встретит грузовик с этикетками на складе поставщика?
        2 09:01 Борис → 1: а во сколько?
        3 09:02 Вика → 1: а сколько их там?
        4 09:03 Даня: купил новый чайник
        5 09:04 Костя → 4: это он шумит там?
        """

    assert ["«кто завтра встретит грузовик с этикетками на складе поставщика?» — Аня"] == (
        open_questions(talk)
    )


def test_five_questions_are_told_at_the_most() -> None:
    matters = ("склад", "офис", "сайт", "отчёт", "сервер", "договор", "паркинг")
    talk = "\n".join(
        f"{n} {9 + n}:00 Аня: кто {verb} утром {matter}?"
        for n, (verb, matter) in enumerate(
            zip(
                ("откроет", "вымоет", "обновит", "подпишет", "включит", "найдёт", "закроет"),
                matters,
                strict=True,
            ),
            start=1,
        )
    )

    assert QUESTIONS_TOLD == len(open_questions(talk))


def test_topics_come_first_and_know_their_place_among_the_topics() -> None:
    statements = compose(material(), TALK, wording("ru")).statements

    assert (Section.TOPICS, 0) == (statements[0].section, statements[0].topic)
    assert sorted(statements, key=lambda one: list(Section).index(one.section)) == list(statements)


def test_three_people_are_told_and_only_those_with_a_deed() -> None:
    people = (
        person("Аня", Role.INITIATOR, 4, 1),
        person("Борис", Role.EXPERT, 9),
        person("Вика", Role.SUPPORTER, 2, 3, 2),
        person("Даня", Role.OBSERVER, 1, 2),
    )
    roles = material().roles.model_copy(update={"participants": people})

    told = composed(replace(material(), roles=roles), Section.PEOPLE)

    assert [(1,), (3, 2)] == [statement.message_ids for statement in told]
    assert "Аня — начинает разговоры, которые подхватывают" == texts(told)[0]


def test_a_change_cites_the_messages_that_hold_the_words_of_its_title() -> None:
    known = topic("Таймауты в графике", TopicStatus.WATCH, 1, (1,), (1,), ThreadState.CONTINUED)

    told = composed(replace(material(), changes=Changes(continued=(known,))), Section.CHANGES)

    assert ["Продолжается: «Таймауты в графике»"] == texts(told)
    assert [(1, 2, 3)] == [statement.message_ids for statement in told]


def test_an_attachment_is_told_by_kind_name_sender_and_caption() -> None:
    told = composed(material(), Section.ATTACHMENTS)

    assert ["Фото график.png — Вика: «на графике видно с полуночи»"] == texts(told)
    assert [(3,)] == [statement.message_ids for statement in told]


def test_the_mood_is_one_line_with_its_evidence_and_two_notes_at_the_most() -> None:
    mood = calm(1, 2).model_copy(
        update={
            "tone": Tone.MIXED,
            "stress": Measure(value=0.5, message_ids=(2, 3)),
            "notes": ("routine", "tension", "gratitude", "humour"),
        }
    )

    told = composed(replace(material(), emotion=mood), Section.MOOD)

    assert ["Переменчивое; чувствуется напряжение; благодарят друг друга."] == texts(told)
    assert [(1, 2, 3)] == [statement.message_ids for statement in told]


def test_a_mood_without_evidence_is_not_told() -> None:
    nothing: Emotion = calm()

    assert [] == composed(replace(material(), emotion=nothing), Section.MOOD)
