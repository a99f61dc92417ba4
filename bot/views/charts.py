"""Charts as inline SVG: positions in per cent, sizes in pixels, so that text keeps its size."""

from xml.etree.ElementTree import Element

from bot.views.markup import element, percent
from bot.views.page import Hour, Page, Stretch
from pipeline.digest.ports import Wording

_BARS = 56
_LABEL = 16
_AXIS = 18
_ROW = 34
_SILENCE = 1.5
"""Pixels of an hour without messages: the ground line goes on."""


def hours_chart(page: Page, wording: Wording) -> Element | None:
    """Draw the messages of each hour as a bar; None if nobody spoke."""
    most = max(page.hours, key=lambda hour: hour.messages, default=None)
    if most is None or not most.messages:
        return None
    told = wording.say(
        "digest-chart-hours-told", count=most.messages, since=most.since, until=_end(most)
    )
    ground = _LABEL + _BARS
    bars = [
        _bar(hour, index / len(page.hours), 1 / len(page.hours), most, wording)
        for index, hour in enumerate(page.hours)
    ]
    return _figure(
        "hours",
        page.window_id,
        wording.say("digest-chart-hours"),
        told,
        ground + _AXIS,
        [*bars, *_axis(page.hours, ground + _AXIS - 4)],
    )


def threads_chart(page: Page, wording: Wording) -> Element | None:
    """Draw each thread as a line from its first message to its last; None without threads."""
    if not page.threads:
        return None
    ground = _ROW * len(page.threads)
    rows = [part for index, each in enumerate(page.threads) for part in _row(each, index)]
    told = wording.say("digest-chart-threads-told", count=len(page.threads))
    return _figure(
        "threads",
        page.window_id,
        wording.say("digest-chart-threads"),
        " ".join((told, *(f"{_fact(each)}." for each in page.threads))),
        ground + _AXIS,
        [*rows, *_axis(page.hours, ground + _AXIS - 4)],
    )


def _figure(
    kind: str, window_id: int, title: str, told: str, height: int, drawing: list[Element]
) -> Element:
    name, story = f"{kind}-{window_id}", f"{kind}-{window_id}-told"
    picture = element(
        "svg",
        {
            "width": "100%",
            "height": height,
            "role": "img",
            "aria-labelledby": name,
            "aria-describedby": story,
        },
        element("title", {"id": name}, title),
        element("desc", {"id": story}, told),
        *drawing,
    )
    return element(
        "figure", {"class": kind}, element("figcaption", {"class": "label"}, title), picture
    )


def _bar(hour: Hour, left: float, width: float, most: Hour, wording: Wording) -> Element:
    height = _BARS * hour.messages / most.messages if hour.messages else _SILENCE
    top = _LABEL + _BARS - height
    rectangle = element(
        "rect",
        {
            "class": "bar" if hour.messages else "silence",
            "x": percent(left + width * 0.12),
            "y": top,
            "width": percent(width * 0.76),
            "height": height,
            "rx": 2 if hour.messages else 0,
        },
    )
    figure = None
    if hour is most:
        centre = percent(left + width / 2)
        figure = element(
            "text", {"class": "figure", "x": centre, "y": top - 4}, str(hour.messages)
        )
    count = wording.say("digest-messages", count=hour.messages)
    tip = element("title", None, f"{hour.since}–{_end(hour)}: {count}")
    return element("g", None, tip, rectangle, figure)


def _row(stretch: Stretch, index: int) -> list[Element]:
    top = index * _ROW
    state = f"state-{stretch.state}"
    # SVG text cannot be cut to the width of a phone; the text of HTML can.
    label = element(
        "foreignObject",
        {"x": 0, "y": top, "width": "100%", "height": 20},
        element(
            "div",
            {"class": "thread"},
            element("span", {"class": "thread-title", "dir": "auto"}, stretch.title),
            element("span", {"class": f"thread-state {state}"}, stretch.state_word),
        ),
    )
    track = _level("track", top + 25, 0.0, 1.0)
    line = _level(f"stretch {state}", top + 25, stretch.start, stretch.end)
    tip = element("title", None, _fact(stretch))
    return [label, element("g", None, tip, track, line)]


def _fact(stretch: Stretch) -> str:
    times = f"{stretch.since}–{stretch.until}"
    return f"{stretch.title}: {', '.join((times, stretch.messages, stretch.state_word))}"


def _level(name: str, y: int, left: float, right: float) -> Element:
    ends = {"x1": percent(left), "x2": percent(right)}
    return element("line", {"class": name, "y1": y, "y2": y, **ends})


def _ticks(hours: tuple[Hour, ...]) -> list[tuple[float, str]]:
    parts = 4 if len(hours) % 4 == 0 else 3 if len(hours) % 3 == 0 else 1
    step = len(hours) // parts
    ticks = [(index / len(hours), hours[index].since) for index in range(0, len(hours), step)]
    return [*ticks, (1.0, _end(hours[-1]))]


def _axis(hours: tuple[Hour, ...], baseline: int) -> list[Element]:
    anchors = {0.0: "start", 1.0: "end"}
    return [
        element(
            "text",
            {
                "class": "tick",
                "x": percent(share),
                "y": baseline,
                "text-anchor": anchors.get(share, "middle"),
            },
            label,
        )
        for share, label in _ticks(hours)
    ]


def _end(hour: Hour) -> str:
    return "24:00" if hour.until == "00:00" else hour.until
