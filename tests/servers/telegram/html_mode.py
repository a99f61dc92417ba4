"""Parse mode HTML, with the errors of Telegram's own parser.

The rules and texts are those of ``parse_html`` in td/telegram/MessageEntity.cpp. Offsets in errors
count bytes of UTF-8, those of entities UTF-16 units.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from tests.servers.telegram.entities import ordered
from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.fields import Json
from tests.servers.telegram.html_tags import REFERENCE, TYPES, details, reference, refusal
from tests.servers.telegram.utf16 import units

_SPECIAL: Final = re.compile(r"[<&]")
_NAME: Final = re.compile(r"[^\s>]*")
_ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>/"']*)\s*""")
_TOKEN: Final = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    index: int


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            found = _SPECIAL.search(self.source, self.at)
            self._write(self.source[self.at : found.start() if found else None])
            self.at = found.start() if found else len(self.source)
            if found is not None:
                self._special(found.group())
        if self.open:
            raise refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), ordered(self.entities)

    def _special(self, character: str) -> None:
        if character == "&":
            decoded, self.at = reference(self.source, self.at)
            self._write(decoded)
        elif self.source.startswith("/", self.at + 1):
            self._end_tag()
        else:
            self._start_tag()

    def _write(self, text: str) -> None:
        if text:
            self.text.append(text)
            self.offset += units(text)

    def _start_tag(self) -> None:
        begin = self.at
        name = _NAME.match(self.source, begin + 1)
        assert name is not None
        tag, self.at = name.group().lower(), name.end()
        if self.at >= len(self.source):
            raise self._at("Unclosed start tag", begin)
        if tag not in TYPES:
            raise self._at(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._at('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, attributes, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            match = _ATTRIBUTE.match(self.source, self.at)
            assert match is not None
            name, self.at = match.group(1), match.end()
            following = self.source[self.at : self.at + 1]
            if not name and following == ">":
                self.at += 1
                return found
            if not following:
                raise self._at(f'Unclosed start tag "{tag}"', begin)
            if not name:
                raise self._at(f'Empty attribute name in the tag "{tag}"', begin)
            found[name] = self._value(begin) if following == "=" else ""

    def _value(self, begin: int) -> str:
        self.at += 1
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        quote = self.source[self.at : self.at + 1]
        if quote not in {'"', "'"}:
            return self._token()
        end = self.source.find(quote, self.at + 1)
        if end < 0:
            raise self._at("Unclosed start tag", begin)
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return REFERENCE.sub(lambda match: reference(match.group(), 0)[0], value)

    def _token(self) -> str:
        match = _TOKEN.match(self.source, self.at)
        assert match is not None
        begin, self.at = self.at, match.end()
        following = self.source[self.at : self.at + 1]
        if not (following == ">" or following.isspace()):
            raise self._at("Unexpected end of name token", begin)
        return match.group().lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._at("Unexpected end tag", begin)
        name = _NAME.match(self.source, begin + 2)
        assert name is not None
        self.at = name.end()
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        if not self.source.startswith(">", self.at):
            raise self._at("Unclosed end tag", begin)
        self.at += 1
        opened, tag = self.open[-1].tag, name.group().lower()
        if tag and tag != opened:
            where = f'expected "</{opened}>", found "</{tag}>"'
            raise refusal(f"Unmatched end tag at byte offset {self._bytes(begin)}, {where}")
        self._close(self.open.pop())

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if not length:
            return
        entity: Json = {"type": TYPES[opened.tag], "offset": opened.offset, "length": length}
        inner = "".join(self.text[opened.index :])
        more = details(opened.tag, opened.attributes, inner)
        if more is not None and not self._joined(opened, entity):
            self.entities.append(entity | more)

    def _joined(self, opened: _Open, entity: Json) -> bool:
        """``<pre><code class="language-x">`` is one block of code in a language."""
        last = self.entities[-1] if self.entities else {}
        if opened.tag != "pre" or "language" not in last or last["type"] != "code":
            return False
        if (last["offset"], last["length"]) != (entity["offset"], entity["length"]):
            return False
        last["type"] = "pre"
        return True

    def _bytes(self, index: int) -> int:
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def _at(self, what: str, index: int) -> ApiError:
        return refusal(f"{what} at byte offset {self._bytes(index)}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text without its tags, and the entities that they were.

    Raises:
        ApiError: The markup is broken.
    """
    text, entities = _Parser(source).run()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities
