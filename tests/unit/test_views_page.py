from dataclasses import replace

import pytest

from bot.views.blocks import shown
from bot.views.compose import compose, masthead
from bot.views.page import Block, Page
from bot.views.report import Report, WindowReport
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.statements import Section, Verdict
from pipeline.llm.errors import ModelError
from pipeline.windows.models import WindowStatus
from tests.fixtures.digests import (
    TEAM_DAY,
    TEAM_PEOPLE,
    garden_report,
    held,
    judged,
    makeshift_report,
    quiet_report,
    ready,
    stored,
    team_digest,
    team_report,
    window,
    with_digest,
    wording,
)


def page_of(report: Report) -> Page:
    return compose(report, wording(report.language))[0]


def block_of(page: Page, section: Section) -> Block:
    return next(block for block in page.blocks if block.section is section)


def one_window(report: WindowReport) -> Page:
    return page_of(replace(team_report(), windows=(report,)))


def test_the_blocks_stand_in_the_order_of_the_contract() -> None:
    page = page_of(team_report())

    assert [
        Section.TOPICS,
        Section.DECISIONS,
        Section.QUESTIONS,
        Section.PEOPLE,
        Section.CHANGES,
        Section.ATTACHMENTS,
        Section.MOOD,
    ] == [block.section for block in page.blocks]


def test_the_head_tells_title_period_zone_and_counts() -> None:
    page = page_of(team_report())

    assert "Команда · дайджест" == page.title
    assert "18\u00a0февраля, ср, 00:00–24:00" == page.period
    assert "Europe/Moscow" == page.zone
    assert "57\u00a0сообщений, 6\u00a0участников" == page.counts


def test_the_footer_tells_coverage_verification_and_engine() -> None:
    assert (
        "прочитано 57 из\u00a058",
        "проверено 13 из\u00a014 утверждений",
        "движок: GigaChat-2-Pro",
    ) == page_of(team_report()).footer
    assert "engine: rules" == page_of(garden_report()).footer[-1]


def test_the_footer_tells_where_rules_stood_in_for_the_model_and_why() -> None:
    report = makeshift_report("quota_spent", "breaker_open", "breaker_open")

    assert (
        "правила вместо модели: разбор реплик, темы, изложение"
        " (суточная квота исчерпана, модель отдыхает после сбоев)"
    ) == page_of(report).footer[-1]


def test_a_reason_that_nobody_worded_is_told_in_general_words() -> None:
    footer = page_of(makeshift_report("a reason of tomorrow")).footer

    assert footer[-1].endswith("(модель не справилась)")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_of_the_model_has_words_in_every_language(language: str) -> None:
    kinds = [ModelError]
    for kind in kinds:
        kinds += kind.__subclasses__()

    said = {wording(language).say(f"fallback-{kind.reason}") for kind in kinds}

    assert len({kind.reason for kind in kinds}) == len(said)


def test_topics_stand_by_priority_each_with_what_was_judged_of_it() -> None:
    stories = block_of(page_of(team_report()), Section.TOPICS).entries

    assert [
        ("✅", "Падение оплат (502)"),
        ("🚧", "Релиз 2.4"),
        ("👀", "Новый макет корзины"),
        ("💡", "Выезд команды в мае"),
    ] == [(story.emoji, story.title) for story in stories]
    assert "Костя откатил её" in stories[0].lines[0].text


def test_a_topic_whose_statements_did_not_hold_is_not_told() -> None:
    digest = team_digest()
    kept = tuple(each for each in digest.statements if each.statement.topic != 0)

    page = page_of(with_digest(team_report(), ready(digest, statements=kept)))

    titles = [story.title for story in block_of(page, Section.TOPICS).entries]
    assert "Релиз 2.4" not in titles
    assert "Релиз 2.4" not in [thread.title for thread in page.threads]


@pytest.mark.parametrize("index", [None, -1, 4])
def test_a_statement_of_no_known_topic_is_told_without_a_title(index: int | None) -> None:
    alone = judged(Section.TOPICS, "Говорили о разном.", 101, topic=index)

    page = page_of(with_digest(team_report(), ready(team_digest(), statements=(alone,))))

    (entry,) = block_of(page, Section.TOPICS).entries
    assert (None, "Говорили о разном.") == (entry.title, entry.lines[0].text)


def test_a_line_names_six_messages_and_says_that_there_are_more() -> None:
    line = block_of(page_of(team_report()), Section.TOPICS).entries[2].lines[0]

    assert ["120", "121", "122", "123", "124", "125"] == [ref.number for ref in line.refs]
    assert line.more
    assert "https://t.me/c/1234567890/120" == line.refs[0].url


def test_a_statement_that_holds_in_part_says_so() -> None:
    line = block_of(page_of(team_report()), Section.TOPICS).entries[3].lines[0]

    assert "подтверждено отчасти" == line.doubt


def test_a_person_is_named_apart_from_the_deed() -> None:
    people = block_of(page_of(team_report()), Section.PEOPLE).entries

    assert ("Костя", "устранил сбой") == (people[0].title, people[0].lines[0].text)


def test_masks_are_words_of_the_reader() -> None:
    questions = block_of(page_of(team_report()), Section.QUESTIONS).entries

    assert "[телефон] больше не отвечает" in questions[1].lines[0].text


def test_a_digest_without_decisions_says_so() -> None:
    decisions = block_of(page_of(garden_report()), Section.DECISIONS).entries

    assert "None recorded." == decisions[0].lines[0].text


def test_no_section_outgrows_its_limit_and_nothing_unsupported_is_shown() -> None:
    many = tuple(
        judged(section, f"№ {number}", number)
        for section in (Section.PEOPLE, Section.ATTACHMENTS, Section.MOOD)
        for number in range(1, 9)
    )
    false = judged(Section.QUESTIONS, "Неправда?", 1, verdict=Verdict.UNSUPPORTED)

    kept = shown(ready(team_digest(), statements=(*many, false)))

    sections = [each.statement.section for each in kept]
    assert [3, 5, 2, 0] == [
        sections.count(section)
        for section in (Section.PEOPLE, Section.ATTACHMENTS, Section.MOOD, Section.QUESTIONS)
    ]


def test_a_digest_with_nothing_left_to_tell_says_so() -> None:
    false = judged(Section.MOOD, "Неправда.", 1, verdict=Verdict.UNSUPPORTED)

    page = page_of(with_digest(team_report(), ready(team_digest(), statements=(false,))))

    assert () == page.blocks
    assert wording("ru").say("digest-no-statements") == page.notice


def test_windows_without_a_digest_have_words_of_their_own() -> None:
    few, none, failed, refused = (page.notice for page in compose(quiet_report(), wording("ru")))

    assert "Здесь всего 3\u00a0сообщения\u00a0— их быстрее прочитать, чем пересказать." == few
    assert "В этом окне никто ничего не написал, так что рассказывать не о чем." == none
    assert wording("ru").say("digest-failed-why", reason="disk full") == failed
    assert (
        "Сводка придержана, оценка ниже порога: полнота (0,55). За что не ручаюсь, того не"
        " показываю."
    ) == refused


@pytest.mark.parametrize(
    ("status", "reasons", "told"),
    [
        (DeliveryStatus.BLOCKED_QUALITY, ("no_judgement",), "digest-held-unjudged"),
        (DeliveryStatus.BLOCKED_QUALITY, ("nothing_to_tell",), "digest-held-empty"),
        (DeliveryStatus.BLOCKED_RBAC, (), "digest-held-rbac"),
        (DeliveryStatus.BLOCKED_QUOTA, (), "digest-held-quota"),
        (DeliveryStatus.SKIPPED, (), "digest-held"),
    ],
)
def test_a_digest_that_was_held_back_says_why_and_shows_none_of_its_text(
    status: DeliveryStatus, reasons: tuple[str, ...], told: str
) -> None:
    refused = stored(held(team_digest(), status, *reasons), TEAM_PEOPLE)

    page = one_window(WindowReport(window(TEAM_DAY), refused))

    assert wording("ru").say(told) == page.notice
    assert ((), (), (), ()) == (page.blocks, page.threads, page.hours, page.footer)


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (WindowStatus.QUEUED, None, "Сводка ещё готовится."),
        (WindowStatus.SKIPPED, "too_few_messages", "Сообщений слишком мало для сводки"),
        (WindowStatus.SKIPPED, "holiday", "Это окно пропущено (holiday)."),
        (WindowStatus.FAILED, None, "Собрать сводку не удалось. Запустите ещё раз"),
        (WindowStatus.FAILED, "\x1b[2J", "Собрать сводку не удалось (␛[2J)."),
    ],
)
def test_every_state_of_a_window_has_its_words(
    status: WindowStatus, reason: str | None, told: str
) -> None:
    page = one_window(WindowReport(window(TEAM_DAY, status, reason)))

    assert page.notice is not None
    assert page.notice.startswith(told)
    assert "" == page.counts


def test_threads_with_a_topic_bear_its_title_and_lie_within_the_window() -> None:
    threads = page_of(team_report()).threads

    assert [
        "Новый макет корзины",
        "Релиз 2.4",
        "Падение оплат (502)",
        "разговор без темы",
        "Выезд команды в мае",
    ] == [thread.title for thread in threads]
    assert all(0 <= thread.start <= thread.end <= 1 for thread in threads)


def test_only_windows_with_a_digest_are_counted_as_digests() -> None:
    head = masthead(team_report(*quiet_report().windows), wording("ru"))

    assert ("Сводка", "18–21\u00a0февраля 2026") == (head.kicker, head.dates)


def test_a_report_without_windows_has_a_head_and_no_pages() -> None:
    report = replace(team_report(), windows=())

    assert () == compose(report, wording("ru"))
    assert ("Команда", "") == (
        masthead(report, wording("ru")).title,
        masthead(report, wording("ru")).dates,
    )
