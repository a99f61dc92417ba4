"""Whole sentences of a chat message.

razdel, whose rules come from Russian news, finds the boundaries of written prose. Chat manners
are added: a new line ends a sentence, so does a smile before a capital, a small letter may begin
one, and emoji belong to what they comment on.
"""

import re
from collections.abc import Iterator

from razdel import sentenize

from pipeline.language.words import listed

LONGEST_PARAGRAPH = 8_000
"""Characters that razdel is given at a time: twice what Telegram lets a person send. Longer lines,
which machines write, are split by a plain rule: razdel takes up to 4 us a character."""

# Code, links and masks are opaque: no boundary lies inside them, whatever dots they hold.
_FENCE = re.compile(r"```(?:[^`]|`(?!``))*(?:```|\Z)")
_OPAQUE = re.compile(r"(?:https?|ftp|tg)://\S*[\w/#=&%~+-]|`[^`\n]+`")
_MASK = re.compile(r"⟦[^⟦⟧]*⟧")

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LINE_BREAKS = {"\n", "\r\n", "\r", "\v", "\u2028"}
_ENDED = re.compile(r"[.!?…:;)\]»\"'”]\W*$")
_CONTINUES = re.compile(r"\s*[a-zа-яё](?!\))")
_EMOJI = r"[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001F000-\U0001FAFF]"
_COMMENT = re.compile(rf"(?:{_EMOJI}|[:;=]-?[)(]+|\)+|\s)+")
_LIST_MARK = re.compile(r"(?:\d|\b[^\W\d_])$")
_LAST_WORD = re.compile(r"\w+$")

_PLAIN_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZА-ЯЁ])")
_MARK = re.compile(
    r"\(|(?=[.!?…)])(?P<inner>\)*)(?P<mark>[.!?…]*)(?P<outer>\)*)"
    rf"(?:\s*{_EMOJI}+)?(?P<gap>\s+(?=[^\W_]))?"
)
_ABBREVIATIONS = listed(
    "пр др см рис стр гл табл ул гг вв обл руб коп тыс млн млрд мин сек ч шт кв эт тел доб напр "
    "прим им проф акад т.е т.к т.д т.п etc eg ie vs approx fig no mr mrs ms dr st jr sr inc ltd "
    "co cf al est min max sec vol pp dept"
)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, each with its white space collapsed to single spaces.

    Joined by spaces they are the message again: nothing is dropped, nothing cut inside a word, a
    link, a version, an abbreviation or a piece of code. Takes linear time.
    """
    shape = _shape(text)
    found: list[list[str]] = []
    for start, stop in _paragraphs(shape):
        for offset, (first, last) in enumerate(_split(shape[start:stop])):
            piece = text[start + first : start + last].split()
            comment = _comment_length(piece, alone=not offset)
            if found and comment:
                found[-1] += piece[:comment]
                piece = piece[comment:]
            if piece:
                found.append(piece)
    return tuple(" ".join(piece) for piece in found)


def _comment_length(piece: list[str], *, alone: bool) -> int:
    """How many words at the start are emoji and smiles about what was said before.

    A line may begin with an emoji as its bullet; only if it holds nothing else is it a comment.
    """
    length = 0
    while length < len(piece) and _COMMENT.fullmatch(piece[length]):
        length += 1
    return length if not alone or length == len(piece) else 0


def _shape(text: str) -> str:
    """The text with everything opaque blotted out, of the same length."""
    for pattern, blot in ((_FENCE, _small), (_OPAQUE, _small), (_MASK, _capital)):
        text = pattern.sub(blot, text)
    return text


def _small(opaque: re.Match[str]) -> str:
    return "x" * len(opaque.group())


def _capital(mask: re.Match[str]) -> str:
    return "X" * len(mask.group())


def _paragraphs(shape: str) -> Iterator[tuple[int, int]]:
    """Lines; a line that goes on in small letters where no mark ended it belongs to the last."""
    start = stop = 0
    for line in _LINE.finditer(shape):
        broken = (
            stop
            and shape[stop : line.start()] in _LINE_BREAKS
            and _CONTINUES.match(line.group())
            and not _ENDED.search(shape, max(start, stop - 20), stop)
        )
        if not broken:
            if stop:
                yield start, stop
            start = line.start()
        stop = line.end()
    if stop:
        yield start, stop


def _split(shape: str) -> Iterator[tuple[int, int]]:
    if len(shape) > LONGEST_PARAGRAPH:
        yield from _cut(shape, 0, (match.end() for match in _PLAIN_END.finditer(shape)))
        return
    for piece in sentenize(shape):
        yield from _cut(piece.text, piece.start, _chat_ends(piece.text))


def _cut(shape: str, start: int, ends: Iterator[int]) -> Iterator[tuple[int, int]]:
    last = 0
    for end in ends:
        yield start + last, start + end
        last = end
    yield start + last, start + len(shape)


def _chat_ends(shape: str) -> Iterator[int]:
    """Where chat manners end a sentence that razdel let go on."""
    depth = 0
    for found in _MARK.finditer(shape):
        if found.group() == "(":
            depth += 1
            continue
        smiles = len(found["inner"]) + len(found["outer"]) - depth
        depth = max(0, -smiles)
        if found["gap"] and not depth and _ends(shape, found, smile=smiles > 0):
            yield found.end()


def _ends(shape: str, found: re.Match[str], *, smile: bool) -> bool:
    following = shape[found.end()]
    if smile and following.isupper():
        return not _LIST_MARK.search(shape, max(0, found.start() - 4), found.start())
    if not following.islower():
        return False
    if found["mark"] == ".":
        return bool(found["inner"]) or _is_plain_word(shape, found.start())
    return "!" in found["mark"] or "?" in found["mark"]


def _is_plain_word(shape: str, stop: int) -> bool:
    """Whether a word that is no number, initial or abbreviation ends at ``stop``."""
    word = _LAST_WORD.search(shape, max(0, stop - 20), stop)
    return (
        word is not None
        and len(word[0]) > 1
        and word[0].isalpha()
        and word[0].lower() not in _ABBREVIATIONS
    )
