"""A rollout as a picture for a phone: stage, share, decision, and each gate over the last hours.

It takes a third of a second of one core: draw in a thread, never on the loop.
"""

from collections.abc import Mapping
from typing import Final

from bot.pictures.canvas import Canvas
from bot.views.rollout_picture import Badge, Mood, Picture, Strip

_WIDTH: Final = 1080
_EDGE: Final = 56
_RIGHT: Final = _WIDTH - _EDGE
_BADGES: Final = 68
"""The row of badges, where there are any."""
_HEAD: Final = 418
"""From there to where the gates begin."""
_STRIP: Final = 116
_CHART: Final = 44
_FOOT: Final = 72

_PAPER: Final = "#FBFAF7"
_INK: Final = "#22262E"
_GREY: Final = "#767C87"
_PALE: Final = "#E4E1D9"
_HATCH: Final = "#CFCBC0"
_HATCH_GROUND: Final = "#F1EFE9"
_WHITE: Final = "#FFFFFF"
_COLOURS: Final[Mapping[Mood, str]] = {
    Mood.GOOD: "#2F8F5B",
    Mood.BAD: "#C9302C",
    Mood.WAITING: "#B9770E",
    Mood.PLAIN: "#2B6CB0",
}


def draw(picture: Picture) -> bytes:
    """The picture as a PNG."""
    rows, top = len(picture.strips) or 1, 160 + (_BADGES if picture.badges else 0)
    canvas = Canvas(_WIDTH, top + _HEAD + rows * _STRIP + _FOOT, _PAPER)
    _title(canvas, picture)
    _steps(canvas, picture, top + 54)
    _share(canvas, picture, top + 174)
    _decision(canvas, picture.decision, top + 270)
    _legend(canvas, picture, top + 388)
    _gates(canvas, picture, top + _HEAD)
    return canvas.png()


def _title(canvas: Canvas, picture: Picture) -> None:
    canvas.text((_EDGE, 72), picture.title, 52, _INK, bold=True, widest=560)
    canvas.text((_EDGE, 124), picture.subtitle, 28, _GREY)
    canvas.text((_RIGHT, 72), picture.when, 28, _GREY, anchor="rm", widest=380)
    left, y = float(_EDGE), 188
    for badge in picture.badges:
        wide = canvas.wide(badge.text, 26, bold=True) + 40
        canvas.rounded((left, y - 25, left + wide, y + 25), 25, _COLOURS[badge.mood])
        canvas.text((left + wide / 2, y), badge.text, 26, _WHITE, bold=True, anchor="mm")
        left += wide + 14


def _steps(canvas: Canvas, picture: Picture, y: float) -> None:
    colour = _GREY if picture.shut or picture.step == 0 else _COLOURS[Mood.GOOD]
    left, right = _EDGE + 96, _RIGHT - 96
    gap = (right - left) / (len(picture.steps) - 1)
    here = left + gap * picture.step
    canvas.line((left, y, right, y), 8, _PALE)
    canvas.line((left, y, here, y), 8, colour)
    for number, name in enumerate(picture.steps):
        x, now = left + gap * number, number == picture.step
        if number > picture.step:
            canvas.circle((x, y), 18, _PAPER, _PALE)
        else:
            canvas.circle((x, y), 30 if now else 18, colour)
        if now:
            canvas.circle((x, y), 14, _PAPER)
        canvas.text(
            (x, y + 62), name, 30, _INK if now else _GREY, bold=now, anchor="mm", widest=gap - 12
        )


def _share(canvas: Canvas, picture: Picture, y: float) -> None:
    high = 22
    canvas.rounded((_EDGE, y, _RIGHT, y + high), high / 2, _PALE)
    if picture.share > 0:
        wide = max((_RIGHT - _EDGE) * picture.share, high)
        colour = _COLOURS[picture.share_mood]
        canvas.rounded((_EDGE, y, _EDGE + wide, y + high), high / 2, colour)
    canvas.text((_EDGE, y + 54), picture.share_words, 30, _INK, widest=_RIGHT - _EDGE)


def _decision(canvas: Canvas, decision: Badge, y: float) -> None:
    box = (_EDGE, y, _RIGHT, y + 68)
    canvas.rounded(box, 18, _COLOURS[decision.mood])
    middle = (_WIDTH / 2, (box[1] + box[3]) / 2)
    canvas.text(middle, decision.text, 32, _WHITE, bold=True, anchor="mm", widest=900)


def _gates(canvas: Canvas, picture: Picture, y: float) -> None:
    for strip in picture.strips:
        _strip(canvas, strip, y)
        y += _STRIP
    if not picture.strips:
        canvas.text((_EDGE, y + 50), picture.no_strips, 30, _INK, widest=_RIGHT - _EDGE)
        return
    for place, name in picture.hours:
        x = _EDGE + (_RIGHT - _EDGE) * place
        canvas.line((x, y - 10, x, y), 2, _GREY)
        if _EDGE + 40 <= x <= _RIGHT - 40:
            canvas.text((x, y + 22), name, 24, _GREY, anchor="mm")


def _legend(canvas: Canvas, picture: Picture, y: float) -> None:
    canvas.text((_EDGE, y), picture.strips_title, 28, _GREY)
    right = float(_RIGHT)
    for mood, words in reversed(picture.legend):
        wide = canvas.wide(words, 24)
        canvas.text((right - wide, y), words, 24, _GREY)
        box = (right - wide - 40, y - 13, right - wide - 12, y + 13)
        if mood is Mood.WAITING:
            canvas.hatched(box, _HATCH, _HATCH_GROUND)
        else:
            canvas.rectangle(box, _COLOURS[mood])
        right -= wide + 64


def _strip(canvas: Canvas, strip: Strip, y: float) -> None:
    line = y + 32
    canvas.text((_EDGE, line), strip.name, 30, _INK, bold=strip.kind == "P0", widest=480)
    name = min(canvas.wide(strip.name, 30, bold=strip.kind == "P0"), 480)
    canvas.text((_EDGE + name + 14, line), strip.kind, 22, _GREY)
    canvas.text((_RIGHT, line), strip.threshold, 24, _GREY, anchor="rm")
    now = _RIGHT - canvas.wide(strip.threshold, 24) - 18
    canvas.text((now, line), strip.now, 30, _COLOURS[strip.mood], bold=True, anchor="rm")
    _chart(canvas, strip, y + 58)


def _chart(canvas: Canvas, strip: Strip, top: float) -> None:
    bottom, wide = top + _CHART, (_RIGHT - _EDGE) / len(strip.columns)
    for number, column in enumerate(strip.columns):
        left = _EDGE + wide * number
        if column is None:
            canvas.hatched((left, top, left + wide, bottom), _HATCH, _HATCH_GROUND)
            continue
        colour = _COLOURS[Mood.BAD if column.breached else Mood.GOOD]
        high = max(column.value * _CHART, 5)
        canvas.rectangle((left + 1, bottom - high, left + wide - 1, bottom), colour)
    canvas.line((_EDGE, bottom, _RIGHT, bottom), 2, _PALE)
    canvas.dashed(_EDGE, _RIGHT, bottom - strip.level * (_CHART - 2) - 1, _INK)
