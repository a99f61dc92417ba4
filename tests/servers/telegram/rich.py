"""Rich messages: what is accepted, what a Message shows of them, and their text.

Telegram's limits: 32 768 characters, 500 blocks, 16 levels, 50 media, 20 columns. The names of its
errors come from lists of others: the code that checks is not public.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.files import Files
from tests.servers.telegram.markup import check_button
from tests.servers.telegram.rich_html import html_blocks

LONGEST: Final = 32_768
MOST_BLOCKS: Final = 500
DEEPEST: Final = 16
MOST_MEDIA: Final = 50
MOST_COLUMNS: Final = 20
MOST_BUTTONS: Final = 8
"""Of one block."""

_SOURCES: Final = ("html", "markdown", "blocks")
_PLAIN: Final = frozenset({"divider", "anchor", "map", "mathematical_expression"})
_MAP: Final = {"zoom": 15, "width": 600, "height": 400}
"""What a map has where it says nothing of it."""
_TEXTS: Final = frozenset(
    {"paragraph", "heading", "pre", "footer", "thinking", "pullquote", "expandable_blockquote"}
)
_NESTED: Final = frozenset({"blockquote", "details", "collage", "slideshow"})
_MEDIA: Final = frozenset({"photo", "video", "animation", "audio", "document", "voice_note"})
_STYLES: Final = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "marked",
        "subscript",
        "superscript",
        "url",
        "date_time",
        "mention",
        "text_mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "email_address",
        "phone_number",
        "bank_card_number",
        "anchor_link",
        "reference",
        "reference_link",
    }
)
_TEXTLESS: Final = frozenset({"anchor", "custom_emoji", "mathematical_expression", "button"})


@dataclass(slots=True)
class _Reader:
    """Turns InputRichBlocks into RichBlocks and counts what is limited."""

    photo: Callable[[str], list[Json]]
    draft: bool
    blocks: int = 0
    media: int = 0
    length: int = 0

    def read(self, given: Any, depth: int) -> list[Json]:
        if not isinstance(given, list):
            raise bad_request("expected an Array of InputRichBlock")
        if depth > DEEPEST:
            raise bad_request("RICH_MESSAGE_INVALID")
        return [self._block(each, depth) for each in given]

    def _block(self, given: Any, depth: int) -> Json:
        if not isinstance(given, dict):
            raise bad_request("can't parse InputRichBlock: expected an Object")
        self.blocks += 1
        kind = given.get("type")
        match kind:
            case "list":
                return given | {"items": self._items(given.get("items"), depth)}
            case "table":
                self._table(given.get("cells"))
                return given
            case "buttons":
                self._buttons(given.get("buttons"))
                return given
            case "thinking" if not self.draft:
                raise bad_request("RICH_MESSAGE_BLOCKS_UNSUPPORTED")
            case _:
                return self._simple(given, str(kind), depth)

    def _simple(self, given: Json, kind: str, depth: int) -> Json:
        if kind in _TEXTS:
            self._text(given.get("text", ""), kind)
            return given
        if kind in _NESTED:
            self._text(given.get("summary", ""), kind)
            return given | {"blocks": self.read(given.get("blocks"), depth + 1)}
        if kind in _MEDIA:
            return self._file(given, kind)
        if kind in _PLAIN:
            return (_MAP if kind == "map" else {}) | given
        raise bad_request("can't parse InputRichBlock: Unsupported rich block type")

    def _items(self, given: Any, depth: int) -> list[Json]:
        items = []
        for number, item in enumerate(given or [], start=1):
            self.blocks += 1
            numbered = "value" in item or "type" in item
            label = f"{item.get('value', number)}." if numbered else "•"
            blocks = self.read(item.get("blocks"), depth + 1)
            items.append({"label": label} | item | {"blocks": blocks})
        return items

    def _table(self, rows: Any) -> None:
        for row in rows or []:
            self.blocks += 1
            if len(row) > MOST_COLUMNS:
                raise bad_request("RICH_MESSAGE_INVALID")
            for cell in row:
                self._text(cell.get("text", ""), "PageBlockTableCell")

    def _buttons(self, given: Any) -> None:
        if not isinstance(given, list) or not 0 < len(given) <= MOST_BUTTONS:
            raise bad_request("BUTTON_INVALID")
        for button in given:
            check_button(button)
            self._text(button["text"], "RichMessageButton")

    def _file(self, given: Json, kind: str) -> Json:
        self.media += 1
        if kind != "photo" or not isinstance(given.get(kind), dict):
            raise bad_request("RICH_MESSAGE_MEDIA_UNSUPPORTED")
        return given | {"photo": self.photo(str(given[kind].get("media", "")))}

    def _text(self, text: Any, where: str) -> None:
        for part in _parts(text):
            if isinstance(part, str):
                self.length += len(part)
            elif part.get("type") not in _STYLES | _TEXTLESS:
                raise bad_request(f"can't parse {where}: Unsupported rich text type")

    def check(self) -> None:
        too_much = self.blocks > MOST_BLOCKS or self.media > MOST_MEDIA
        if too_much or self.length > LONGEST:
            raise bad_request("RICH_MESSAGE_TOO_LONG")


def rich_message(fields: Fields, files: Files, *, draft: bool = False) -> Json:
    """The RichMessage that an InputRichMessage makes, as a field of a Message.

    Raises:
        ApiError: It is broken, or too large.
    """
    given = fields.decoded("rich_message", "InputRichMessage JSON object")
    if not isinstance(given, dict):
        raise bad_request("rich message must be non-empty")
    named = [source for source in _SOURCES if given.get(source)]
    if len(named) != 1:
        raise bad_request("rich message must be non-empty")
    reader = _Reader(lambda value: _photo(fields, files, value), draft)
    blocks = reader.read(_source(given, named[0]), depth=1)
    reader.check()
    shown: Json = {"blocks": blocks}
    if given.get("is_rtl"):
        shown["is_rtl"] = True
    return {"rich_message": shown}


def rich_buttons(message: Json) -> Iterator[Json]:
    """The buttons inside a RichMessage."""
    for block in _walk(message.get("blocks", [])):
        if block.get("type") == "buttons":
            yield from block["buttons"]
        for part in _parts(block.get("text", "")):
            if isinstance(part, dict) and part.get("type") == "button":
                yield part["button"]


def _source(given: Json, name: str) -> Any:
    if name == "html":
        return html_blocks(given["html"])
    if name == "markdown":
        paragraphs = str(given["markdown"]).split("\n\n")
        return [{"type": "paragraph", "text": part.strip()} for part in paragraphs if part.strip()]
    return given["blocks"]


def _photo(fields: Fields, files: Files, value: str) -> list[Json]:
    return files.given(fields, value, "photos", "photo not found").photo()


def _parts(text: Any) -> Iterator[Any]:
    """The strings and the styles of a RichText, whatever it nests."""
    if isinstance(text, list):
        for each in text:
            yield from _parts(each)
        return
    yield text
    if isinstance(text, dict):
        yield from _parts(text.get("text", ""))


def _walk(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from _walk(block.get("blocks", []))
        for item in block.get("items", []):
            yield from _walk(item["blocks"])
