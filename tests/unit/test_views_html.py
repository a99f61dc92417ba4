import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from bot.views import html
from bot.views.report import Report
from tests.fixtures.digests import (
    garden_report,
    hostile_report,
    quiet_report,
    team_report,
    wording,
)

VOID = {"meta", "br", "hr", "img", "input", "link"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav"),
    *("article", "section", "h1", "h2", "h3", "h4", "p", "ol", "ul", "li", "a", "b", "small"),
    *("span", "div", "figure", "figcaption", "svg", "desc", "g", "rect", "line", "text"),
    "foreignobject",
}


class Reader(HTMLParser):
    """Reads a page as a browser would, and insists that every tag is closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]

    def all_text(self) -> str:
        return " ".join(text for texts in self.texts.values() for text in texts)


def page(report: Report) -> Reader:
    reader = Reader(html.render(report, wording(report.language)))
    assert [] == reader.open
    return reader


def test_the_same_report_gives_the_same_page() -> None:
    pages = {html.render(team_report(), wording("ru")) for _ in range(2)}

    assert 1 == len(pages)


@pytest.mark.parametrize("report_of", [team_report, garden_report, quiet_report, hostile_report])
def test_the_page_needs_nothing_from_elsewhere(report_of: Callable[[], Report]) -> None:
    text = html.render(report_of(), wording("ru"))
    reader = page(report_of())

    assert {tag for tag, _ in reader.tags} <= TAGS
    assert [] == [*reader.values("src"), *reader.values("style"), *reader.values("onclick")]
    assert not re.search(r"url\(|@import", text)


def test_the_policy_allows_the_stylesheet_of_the_page_and_nothing_else() -> None:
    reader = page(team_report())
    style = "".join(reader.texts["style"])
    policy = next(
        attrs["content"]
        for tag, attrs in reader.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        == policy
    )


def test_links_lead_to_messages_and_to_the_windows_of_the_page() -> None:
    reader = page(team_report(*quiet_report().windows))

    ids = set(reader.values("id"))
    links = reader.values("href")
    assert "https://t.me/c/1234567890/102" in links
    assert all(
        link.removeprefix("#") in ids
        if link.startswith("#")
        else re.fullmatch(r"https://t\.me/c/1234567890/\d+", link)
        for link in links
    )


def test_several_windows_have_a_table_of_contents_that_names_topics() -> None:
    reader = page(team_report(*quiet_report().windows))

    assert "nav" in {tag for tag, _ in reader.tags}
    assert "Падение оплат (502) · Релиз 2.4 · Новый макет корзины" in reader.all_text()


def test_one_window_needs_no_table_of_contents() -> None:
    assert "nav" not in {tag for tag, _ in page(team_report()).tags}


def test_ids_are_unique_on_a_page_of_several_windows() -> None:
    ids = page(team_report(*quiet_report().windows)).values("id")

    assert len(set(ids)) == len(ids)


def test_the_language_of_the_page_is_the_readers() -> None:
    assert ["en"] == page(garden_report()).values("lang")


def test_charts_tell_what_they_draw() -> None:
    reader = page(team_report())
    told = " ".join(reader.texts["desc"])

    assert [2, 2] == [len(reader.values(name)) for name in ("aria-labelledby", "aria-describedby")]
    assert "17\u00a0сообщений\u00a0— с 09:00 до 10:00." in told
    assert "Падение оплат (502): 09:03–10:54, 6\u00a0сообщений, завершилось." in told


def test_bars_stand_for_the_hours_and_lines_for_the_threads() -> None:
    reader = page(team_report())
    classes = reader.values("class")

    assert (12, 12) == (classes.count("bar"), classes.count("silence"))
    assert [1, 3, 1] == [
        classes.count(f"stretch state-{state}") for state in ("closed", "opened", "continued")
    ]


def test_a_quiet_window_has_no_charts() -> None:
    assert "svg" not in {tag for tag, _ in page(quiet_report()).tags}


def test_hostile_text_stays_text() -> None:
    reader = page(hostile_report())
    text = reader.all_text()

    assert "<script>alert(1)</script>" in text
    assert not [link for link in reader.values("href") if "javascript" in link or "evil" in link]
    assert not set("\u202e\x1b\x07\x00\ud83d") & set(text)


def test_hostile_text_cannot_leave_a_paragraph() -> None:
    told = html.render(hostile_report(), wording("ru"))

    assert "</script>" not in told
    assert "<img" not in told
    told.encode("utf-8")


def test_a_digest_that_was_held_back_leaves_no_text_on_the_page() -> None:
    assert "постмортем" not in page(quiet_report()).all_text()
