"""A report as one HTML file that needs nothing else: no script, no font, no request."""

import base64
import hashlib
from pathlib import Path
from xml.etree.ElementTree import Element

from bot.views.charts import hours_chart, threads_chart
from bot.views.compose import Masthead, compose, masthead
from bot.views.markup import Node, document, element
from bot.views.page import Block, Entry, Line, Page, Ref, Shape
from bot.views.report import Report
from pipeline.digest.ports import Wording

STYLESHEET = Path(__file__).with_name("html.css")

UNBROKEN = 3
"""Message ids that stay on one line."""

_SEPARATOR = " · "


def render(report: Report, wording: Wording) -> str:
    """Return the file's text; the same report always gives the same text."""
    head = masthead(report, wording)
    pages = compose(report, wording)
    body = element(
        "body",
        None,
        _masthead(head),
        _contents(pages, wording) if len(pages) > 1 else None,
        element("main", None, *(_page(page, wording) for page in pages)),
        element("footer", {"class": "colophon"}, wording.say("digest-evidence")),
    )
    return document(element("html", {"lang": report.language}, _head(head), body))


def _head(head: Masthead) -> Element:
    style = STYLESHEET.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    meta = (
        {"charset": "utf-8"},
        {"http-equiv": "Content-Security-Policy", "content": policy},
        {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        {"name": "color-scheme", "content": "light dark"},
        {"name": "referrer", "content": "no-referrer"},
        {"name": "robots", "content": "noindex"},
    )
    title = _SEPARATOR.join(part for part in (head.title, head.dates) if part)
    return element(
        "head",
        None,
        *(element("meta", attributes) for attributes in meta),
        element("title", None, title),
        element("style", None, style),
    )


def _masthead(head: Masthead) -> Element:
    when = _SEPARATOR.join(part for part in (head.dates, head.zone) if part)
    return element(
        "header",
        {"class": "masthead"},
        element("p", {"class": "kicker"}, head.kicker),
        element("h1", {"dir": "auto"}, head.title),
        element("p", {"class": "when"}, when),
    )


def _contents(pages: tuple[Page, ...], wording: Wording) -> Element:
    items = (
        element(
            "li",
            None,
            element("a", {"href": f"#{_anchor(page)}"}, page.period),
            element("span", {"class": "teaser", "dir": "auto"}, _teaser(page)),
        )
        for page in pages
    )
    return element(
        "nav",
        {"aria-labelledby": "contents"},
        element("h2", {"id": "contents", "class": "label"}, wording.say("digest-contents")),
        element("ol", None, *items),
    )


def _teaser(page: Page) -> str:
    titles = [entry.title for block in page.blocks for entry in block.entries if entry.emoji]
    return _SEPARATOR.join(title for title in titles[:3] if title) or page.counts


def _page(page: Page, wording: Wording) -> Element:
    return element(
        "article",
        {"id": _anchor(page), "class": "page"},
        element(
            "header",
            None,
            element("h2", None, page.period),
            element("p", {"class": "counts"}, page.counts) if page.counts else None,
            hours_chart(page, wording),
        ),
        element("p", {"class": "notice"}, page.notice) if page.notice else None,
        *map(_block, page.blocks),
        threads_chart(page, wording),
        element("footer", None, _SEPARATOR.join(page.footer)) if page.footer else None,
    )


def _anchor(page: Page) -> str:
    return f"window-{page.window_id}"


def _block(block: Block) -> Element:
    heading = element("h3", {"class": "label"}, block.title)
    return element("section", {"class": block.section}, heading, *_entries(block))


def _entries(block: Block) -> list[Element]:
    match block.shape:
        case Shape.STORIES:
            return [_story(entry) for entry in block.entries]
        case Shape.BULLETS | Shape.ROW:
            items = (element("li", {"dir": "auto"}, *_entry(entry)) for entry in block.entries)
            return [element("ul", {"class": block.shape}, *items)]
        case Shape.PROSE:
            return [element("p", {"dir": "auto"}, *_entry(entry)) for entry in block.entries]


def _story(entry: Entry) -> Element:
    told = [element("p", {"dir": "auto"}, *_line(line)) for line in entry.lines]
    if entry.title is None:
        return element("div", {"class": "story"}, *told)
    heading = element(
        "h4",
        {"dir": "auto"},
        element("span", {"class": "emoji", "aria-hidden": "true"}, entry.emoji or ""),
        element("span", {"class": "topic"}, entry.title),
        " ",
        element("span", {"class": "status"}, entry.status or ""),
    )
    return element("div", {"class": "story"}, heading, *told)


def _entry(entry: Entry) -> list[Node]:
    told = [node for line in entry.lines for node in _line(line)]
    return [element("b", None, entry.title), " — ", *told] if entry.title else told


def _line(line: Line) -> list[Node]:
    nodes: list[Node] = [line.text]
    if line.refs:
        few = len(line.refs) <= UNBROKEN
        nodes += [" ", element("span", {"class": "refs few" if few else "refs"}, *_refs(line))]
    if line.doubt:
        nodes += [" ", element("small", {"class": "doubt"}, line.doubt)]
    return nodes


def _refs(line: Line) -> list[Node]:
    nodes: list[Node] = ["["]
    for index, ref in enumerate(line.refs):
        nodes += [", " if index else None, _ref(ref)]
    return [*nodes, "…]" if line.more else "]"]


def _ref(ref: Ref) -> Node:
    if ref.url is None:
        return ref.number
    return element("a", {"href": ref.url, "rel": "noopener noreferrer"}, ref.number)
