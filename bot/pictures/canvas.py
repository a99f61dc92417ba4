"""Shapes and letters with smooth edges: Pillow draws them large, and the whole is made smaller.

Pillow is imported when something is drawn: most processes never draw.
"""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
Anchor = Literal["lm", "mm", "rm"]
"""Of a text: its left end, middle or right end, at half its height."""

_FINER: Final = 2
_FONTS: Final = Path(__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class Canvas:
    width: int
    height: int
    background: str
    _image: "Image" = field(init=False, repr=False)
    _draw: "ImageDraw" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (self.width * _FINER, self.height * _FINER), self.background)
        object.__setattr__(self, "_image", image)
        object.__setattr__(self, "_draw", ImageDraw.Draw(image))

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        anchor: Anchor = "lm",
        widest: float | None = None,
    ) -> None:
        """Write one line; one that is too wide is written smaller."""
        font = _font(size, bold=bold)
        if widest is not None:
            while font.getlength(text) > widest * _FINER and size > 1:
                size -= 1
                font = _font(size, bold=bold)
        self._draw.text(_finer(at), text, font=font, fill=colour, anchor=anchor)

    def wide(self, text: str, size: int, *, bold: bool = False) -> float:
        return _font(size, bold=bold).getlength(text) / _FINER

    def rounded(self, box: Box, radius: float, colour: str, outline: str | None = None) -> None:
        self._draw.rounded_rectangle(
            [side * _FINER for side in box],
            radius * _FINER,
            fill=colour,
            outline=outline,
            width=3 * _FINER if outline else 0,
        )

    def rectangle(self, box: Box, colour: str) -> None:
        left, top, right, bottom = (round(side * _FINER) for side in box)
        self._draw.rectangle((left, top, max(right - 1, left), max(bottom - 1, top)), fill=colour)

    def circle(
        self, middle: tuple[float, float], radius: float, colour: str, outline: str | None = None
    ) -> None:
        x, y = middle
        self._draw.ellipse(
            [side * _FINER for side in (x - radius, y - radius, x + radius, y + radius)],
            fill=colour,
            outline=outline,
            width=5 * _FINER if outline else 0,
        )

    def line(self, box: Box, thickness: float, colour: str) -> None:
        points = [side * _FINER for side in box]
        self._draw.line(points, fill=colour, width=round(thickness * _FINER))

    def dashed(self, left: float, right: float, y: float, colour: str) -> None:
        start = left
        while start < right:
            self.line((start, y, min(start + 10, right), y), 2, colour)
            start += 18

    def hatched(self, box: Box, colour: str, ground: str) -> None:
        """Diagonal lines on a ground, exactly within the box."""
        from PIL import Image, ImageDraw

        left, top, right, bottom = (round(side * _FINER) for side in box)
        wide, high = right - left, bottom - top
        if wide <= 0 or high <= 0:
            return
        patch = Image.new("RGB", (wide, high), ground)
        draw = ImageDraw.Draw(patch)
        # Counted from the picture's edge, so that patches side by side go on in one another.
        step, first = 9 * _FINER, left % (9 * _FINER)
        for start in range(-high - first - step, wide, step):
            draw.line((start, high, start + high, 0), fill=colour, width=2 * _FINER)
        self._image.paste(patch, (left, top))

    def png(self) -> bytes:
        from PIL import Image

        smaller = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        smaller.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


@cache
def _font(size: int, *, bold: bool) -> "FreeTypeFont":
    from PIL import ImageFont

    name = "DejaVuSans-Bold" if bold else "DejaVuSans"
    return ImageFont.truetype(_FONTS / f"{name}.ttf", size * _FINER)


def _finer(at: tuple[float, float]) -> tuple[float, float]:
    return at[0] * _FINER, at[1] * _FINER
