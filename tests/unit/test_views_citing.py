"""Messages of a basic group that became a supergroup, as people see them cited."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.views import html, rich, telegram, terminal
from bot.views.citing import refs
from bot.views.compose import compose
from bot.views.digest_details import details_chunks
from bot.views.report import Report, WindowReport
from bot.views.sources import source_chunks
from bot.views.wrong_lines import lines_keyboard, lines_text
from pipeline.digest.models import Digest
from pipeline.digest.renumbering import as_numbered_now, renumbered
from pipeline.digest.shown import ShownDigest
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.migration import former_id, original_id
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fixtures.digests import TEAM, TEAM_DAY, TEAM_PEOPLE, ready, stored, team_digest, window
from tests.fixtures.rules import wording
from tests.fixtures.stores import said

MOMENT = datetime(2026, 2, 18, 12, tzinfo=UTC)
MIGRATED = replace(TEAM, migrated_at=MOMENT)
LINKED = re.compile(r"<a [^>]*>[^<]*\*</a>")
NEGATIVE = re.compile(r"\d{9}")


def report_of(digest: Digest, begun_at: datetime | None = None) -> Report:
    made = replace(stored(digest, TEAM_PEOPLE), begun_at=begun_at)
    return Report(MIGRATED, (WindowReport(window(TEAM_DAY), made),), "ru")


def across() -> Digest:
    """It tells of the day on which the group became a supergroup, and cites both sides of it."""
    digest = renumbered(team_digest())
    first, *others = digest.statements
    cited = (former_id(101), former_id(103), 2)
    both = first.model_copy(
        update={"statement": first.statement.model_copy(update={"message_ids": cited})}
    )
    return ready(digest, statements=(both, *others))


def of_before() -> Report:
    return report_of(ready(team_digest()), begun_at=MOMENT - timedelta(hours=1))


def shown(report: Report) -> ShownDigest:
    group = ConnectedGroup(
        id=TEAM.id,
        tenant=TenantId(1),
        chat=Chat(TEAM.telegram_id, ChatKind.SUPERGROUP, TEAM.title),
        time_zone=TEAM.time_zone,
        language="ru",
        readers=frozenset(),
        owner=None,
        created_at=MOMENT,
        migrated_from=-77,
    )
    [each] = report.windows
    assert each.stored is not None
    return ShownDigest(group, each.window, each.stored)


def views(report: Report) -> dict[str, str]:
    """The digest in every form in which people meet it."""
    say = wording("ru")
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as capture:
        console.print(terminal.render(report, say))
    return {
        "terminal": capture.get(),
        "html": html.render(report, say),
        "telegram": "\n".join(telegram.chunks(report, say)),
        "rich": str(rich.rich_messages(report, say)),
        "details": "\n".join(details_chunks(shown(report), report, say)),
        "lines": lines_text(shown(report).stored, say),
    }


@given(st.integers(1, 999_999_999))
def test_the_number_that_the_basic_group_gave_is_found_again(message: int) -> None:
    former = former_id(message)

    assert (message, message) == (original_id(former), original_id(message))


def test_old_messages_have_their_own_numbers_with_a_mark_and_no_link() -> None:
    old, new = refs(MIGRATED, (former_id(2), 2))

    assert ("2*", None) == (old.number, old.url)
    assert ("2", "https://t.me/c/1234567890/2") == (new.number, new.url)


@pytest.mark.parametrize("report", [report_of(across()), of_before()], ids=["across", "before"])
def test_no_view_shows_a_shifted_number_or_links_an_old_message(report: Report) -> None:
    told = views(report)

    for text in told.values():
        assert NEGATIVE.search(re.sub(r"https?://\S+", "", text)) is None
        assert LINKED.search(text) is None


def test_every_view_tells_old_from_new_and_what_the_mark_means() -> None:
    told = views(report_of(across()))

    for name in ("terminal", "telegram", "html"):
        plain = " ".join(re.sub(r"<[^>]+>", "", told[name]).split())
        assert "[101*, 103*, 2]" in plain
        assert "* — сказано до того, как группа стала супергруппой" in plain
    assert "{'type': 'url', 'text': '2', 'url': 'https://t.me/c/1234567890/2'}" in told["rich"]
    assert "'101*', ', ', '103*'" in told["rich"]
    assert "[101*, 103*, 114*]" in told["details"]
    assert "*\N{NO-BREAK SPACE}— сказано до того" in told["details"]


def test_a_digest_of_before_cites_as_one_that_was_made_after() -> None:
    [before] = compose(of_before(), wording("ru"))
    [after] = compose(report_of(ready(renumbered(team_digest()))), wording("ru"))

    assert after.blocks == before.blocks
    assert after.footer == before.footer


def test_where_nothing_is_marked_nothing_is_explained() -> None:
    [page] = compose(report_of(ready(team_digest()), begun_at=MOMENT), wording("ru"))

    assert "*" not in "".join(page.footer)


def test_sources_quote_old_messages_without_a_link() -> None:
    report = of_before()
    now = as_numbered_now(shown(report).stored, MIGRATED.migrated_at)
    quoted = [said(former_id(102), 1, "платёжный шлюз отдаёт 502")]

    [told] = source_chunks(now, 1, quoted, MIGRATED, wording("ru"))

    assert "платёжный шлюз отдаёт 502" in told
    assert "<a " not in told


def test_lines_to_be_called_wrong_are_the_same_before_and_after() -> None:
    before, after = shown(of_before()), shown(report_of(ready(renumbered(team_digest()))))

    rows = [
        [[button.text for button in row] for row in lines_keyboard(each).inline_keyboard]
        for each in (before, after)
    ]

    assert rows[0] == rows[1]
    assert lines_text(before.stored, wording("ru")) == lines_text(after.stored, wording("ru"))
