from pipeline.digest.findings import SegmentKind, ThreadState, TopicStatus
from pipeline.digest.statements import Section, Verdict
from tests.fixtures.chats import chat
from tests.fixtures.rules import tell
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = TEAM_HOUR + "117 09:58 Гость: (spam) заработок от 5000 в день, пиши в лс"


def test_the_incident_is_told_before_the_release_and_lunch_is_not_told() -> None:
    told = tell(chat(HOUR, redacted=True))

    statuses = [(topic.status, topic.state) for topic in told.topics.topics]
    cited = {i for topic in told.topics.topics for i in topic.message_ids}
    assert [
        (TopicStatus.DONE, ThreadState.CLOSED),
        (TopicStatus.IN_PROGRESS, ThreadState.OPENED),
    ] == statuses
    assert not cited & {106, 108, 109, 117}


def test_a_topic_is_a_story_from_its_cause_to_its_end() -> None:
    told = tell(chat(HOUR, redacted=True))

    incident, release = told.topics.topics
    assert 102 == incident.message_ids[0]
    assert 110 == incident.message_ids[-1]
    assert (101, 115) == release.message_ids
    assert "502" in incident.summary


def test_the_agreement_says_who_and_until_when_and_a_condition_stays_one() -> None:
    told = tell(chat(HOUR, redacted=True))

    task, condition = told.texts(Section.DECISIONS)
    assert task.endswith("— до завтра, до 12:00")
    assert "если не флаки — двигаем релиз на пятницу" in condition
    assert {112, 113, 115} == told.cited(Section.DECISIONS)


def test_only_the_question_that_nobody_answered_is_open() -> None:
    told = tell(chat(HOUR, redacted=True))

    assert {116} == told.cited(Section.QUESTIONS)


def test_every_statement_of_the_rules_engine_stands_in_its_messages() -> None:
    told = tell(chat(HOUR, redacted=True))

    assert {Verdict.SUPPORTED} == {item.verdict for item in told.judged}
    assert told.quality.score >= 0.7


def test_quotations_are_whole_sentences_of_the_messages_they_cite() -> None:
    told = tell(chat(HOUR, redacted=True))

    for topic in told.topics.topics:
        for quotation, message_id in zip(
            topic.summary.split(" → "), topic.message_ids, strict=True
        ):
            line = told.corpus.by_id[message_id]
            text = quotation.split(": ", 1)[1].strip("«»")
            assert text in line.sentences


def test_a_solved_problem_that_breaks_again_is_not_done() -> None:
    told = tell(
        chat(
            """
            1 09:00 Anna: the nightly build fails with a timeout on the database container
            2 09:05 Ben → 1: fixed, the database container had no memory left
            3 09:09 Anna → 2: thanks, the build is green
            4 10:00 Anna → 2: the nightly build still fails, same timeout on the database
            5 10:05 Ben → 4: stuck here, I need someone who knows the container setup
            6 10:06 Carl → 5: never touched that container
            7 10:07 Dora: good morning everyone
            8 10:08 Carl → 7: morning
            """
        ),
        "en",
    )

    assert [TopicStatus.BLOCKER] == [topic.status for topic in told.topics.topics]


def test_chatter_of_votes_and_greetings_makes_no_topic() -> None:
    told = tell(
        chat(
            """
            1 09:00 Аня: доброе утро
            2 09:01 Борис → 1: доброе
            3 09:02 Вика → 1: привет всем
            4 09:03 Даня → 1: привет
            5 09:04 Аня: +1
            6 09:05 Борис: ок
            7 09:06 Вика: да
            8 09:07 Даня: 😂
            """
        )
    )

    assert () == told.topics.topics
    assert [] == told.texts(Section.QUESTIONS)


def test_a_question_answered_after_a_question_back_is_answered() -> None:
    told = tell(
        chat(
            """
            1 09:00 Аня: кто знает, где лежит инструкция по деплою платежей?
            2 09:01 Борис → 1: а тебе для какого окружения инструкция нужна?
            3 09:02 Аня → 2: для прода
            4 09:03 Борис → 3: в вики, раздел «Платежи», первая страница
            5 09:04 Вика: кто-нибудь видел договор с подрядчиком по охране?
            """
        )
    )

    questions = {
        item.message_ids[0]: item.answered_by
        for item in told.segments.segments
        if item.kind is SegmentKind.QUESTION
    }
    assert {1: 4, 2: 3, 5: None} == questions


def test_commands_of_a_shell_are_no_preferred_quotation() -> None:
    told = tell(
        chat(
            """
            1 09:00 Ann: docker run -d --name web -p 80:80 nginx && docker logs web
            2 09:01 Ann: the web container restarts every minute and I do not see why
            3 09:05 Bob → 2: the health check of the web container points to a wrong port
            4 09:06 Ann → 3: that was it, the web container stays up now, thank you
            5 09:07 Cat: nice find
            """
        ),
        "en",
    )

    assert [1] == [topic.priority for topic in told.topics.topics]
    assert 1 not in told.cited(Section.TOPICS)
