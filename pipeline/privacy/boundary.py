"""The boundary between a prompt and the chat that it quotes: data stays data.

Chat text enters a prompt only between marks of ours. A text may imitate such marks or the roles of
a conversation, hide characters, or give orders to the model. That is found here and made harmless,
with everything else left as it was written. Letters in disguise are seen through for that.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.privacy.disguise import plain
from pipeline.privacy.injections import ORDER, WORDS
from pipeline.privacy.invisible import smuggles, without_invisible

_ROLE = re.compile(
    r"^(?P<lead>[ \t>*_]{0,8})(?P<role>system|assistant|developer|human|система|ассистент)"
    r"[ \t*_]{0,4}:",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(
    r"^(?P<lead>[ \t]{0,3})(?:#{1,6}[ \t]{1,4}|#{2,6})(?P<role>system|instructions?|response|"
    r"input|prompt|инструкци[яи]|промпт)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL = re.compile(
    r"<\|[ \t]{0,4}(?P<tag>[a-z]{1,15}_[a-z_]{1,25}|system|user|assistant|tool|end|endoftext)"
    r"[ \t]{0,4}\|>"
    r"|<<(?P<sys>/?SYS)>>|\[(?P<inst>/?INST)\]"
)
_TAG = re.compile(
    r"<(?P<tag>(?:system|assistant|instructions?|prompt|start_of_turn|end_of_turn"
    r"|/?(?:think|tool_call|tool_response)"
    r"|/(?:system|assistant|user|human|instructions?|prompt|context|messages?|chat|data|input|"
    r"history|conversation|document|s))(?:\s[^<>\n]{0,80})?)>",
    re.IGNORECASE,
)
_RULER = re.compile(
    r"[-=#*]{3,12}(?P<text>[ \t]{0,4}(?:begin|end|start|конец|начало)[ \t]{1,4}(?:of[ \t]{1,4})?"
    r"(?:the[ \t]{1,4})?(?:chat|data|prompt|messages?|context|input|system|instructions?|user|"
    r"quotations?|чата|данных|промпта|сообщений|цитат|инструкц\w{0,3})\b)[ \t]{0,4}[-=#*]{0,12}",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\[[ \t]{0,4}\[[ \t]{0,4}(?P<mark>/?[ \t]{0,4}[0-9a-f]{6,16})[ \t]{0,4}\][ \t]{0,4}\]",
    re.IGNORECASE,
)
"""A mark of the fence that quoted data stands in, see ``pipeline.digest.prompts.quoting``."""
_CODE = re.compile("[`\uff40]{3}")


@dataclass(frozen=True, slots=True)
class _Breach:
    needles: tuple[str, ...]
    """A lower-case text without one of these holds no such breach."""
    pattern: re.Pattern[str]
    harmless: Callable[[re.Match[str]], str]


def _named(match: re.Match[str]) -> str:
    return f"{match['lead']}[{match['role']}]"


_BREACHES = (
    _Breach(
        ("<|", "<<", "inst]"),
        _CONTROL,
        lambda match: f"‹{match['tag'] or match['sys'] or match['inst']}›",
    ),
    _Breach(("<",), _TAG, lambda match: f"‹{match['tag']}›"),
    _Breach(("[",), _MARK, lambda match: f"‹{match['mark']}›"),
    _Breach(("---", "===", "###", "***"), _RULER, lambda match: f"—{match['text']}"),
    _Breach(("#",), _HEADING, _named),
    _Breach(("system", "assistant", "develop", "human", "систем", "ассист"), _ROLE, _named),
    _Breach(WORDS, ORDER, lambda _: "[…]"),
)


def check_boundary_integrity(texts: Iterable[str]) -> float:
    """Return the share of texts, 0..1, that could not be taken for a part of the prompt.

    Breaking are fake roles and control tokens, marks that open or close a prompt's section,
    orders to the model, and hidden characters. Without texts there is nothing to break: 1.
    """
    checked = broken = 0
    for text in texts:
        checked += 1
        broken += _breaks(text)
    return 1.0 - broken / checked if checked else 1.0


def repair(text: str) -> str:
    """Make a text harmless: strip what is invisible, defuse marks and roles, cut out orders.

    A role becomes ``[system]``, a tag ``‹/data›``, an order ``[…]``. Ordinary text stays as it is.
    """
    text = without_invisible(text)
    for breach in _found(plain(text).text):
        text = _mended(text, breach)
    return _CODE.sub("'''", text) if _unclosed(text) else text


def _mended(text: str, breach: _Breach) -> str:
    seen = plain(text)
    parts: list[str] = []
    done = 0
    for match in breach.pattern.finditer(seen.text):
        start, end = seen.places[match.start()], seen.places[match.end()]
        parts += text[done:start], breach.harmless(match)
        done = end
    return "".join((*parts, text[done:]))


def _breaks(text: str) -> bool:
    return smuggles(text) or _imitates(without_invisible(text))


def _imitates(text: str) -> bool:
    seen = plain(text).text
    return _unclosed(text) or any(breach.pattern.search(seen) for breach in _found(seen))


def _found(text: str) -> list[_Breach]:
    """What the text may hold by a quick test."""
    lowered = text.lower()
    return [breach for breach in _BREACHES if any(map(lowered.__contains__, breach.needles))]


def _unclosed(text: str) -> bool:
    """A fence that nothing closes would close one of the prompt's; pairs are quoted code."""
    if "`" not in text and "\uff40" not in text:
        return False
    return len(_CODE.findall(text)) % 2 == 1
