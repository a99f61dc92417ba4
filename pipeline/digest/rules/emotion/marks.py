"""What shows a feeling without being a word: emoji, smiles, laughter, capitals, marks.

The feelings of emoji are hand-made for chats. People rated 68 of them for EmoTag1200 (Shoeb & de
Melo, EMNLP 2020): 59 have here what they found strongest. 🔥 and ⚡, which they found angry and
surprising, are praise under a Telegram message.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.ingest.models import Reaction

EMOJI: tuple[tuple[Feeling, float, str], ...] = (
    (Feeling.JOY, 0.8, "😍 🥰 🤩 ❤ 😻 💖 💕 💘"),
    (Feeling.JOY, 0.6, "🔥 👏 😃 😄 😀 💪 🚀 ⚡ 🏆 🤗 💋 😘 🙌 🌟 ✨ ☀ paid"),
    (Feeling.JOY, 0.3, "😊 🙂 ☺ 😉 😎 😌 😇 🥹 🍀 🆒 🐳"),
    (Feeling.CELEBRATION, 0.9, "🎉 🥳 🎂 🍾 🥂 🎊 🎁 🎄 🍻"),
    (Feeling.GRATITUDE, 0.5, "🙏 💐 🌹"),
    (Feeling.AGREEMENT, 0.4, "👍 👌 ✅ 🤝 💯 ✔ 🫡 ☑ ➕"),
    (Feeling.HUMOUR, 0.5, "😂 🤣 😁 😆 😹 😅 😜 😝 🤪 🙈"),
    (Feeling.STRESS, 0.5, "😱 😰 😨 🆘 😫 😩 🥵 😥 😓"),
    (Feeling.INCIDENT, 0.4, "🚨"),
    (Feeling.SORROW, 0.6, "😢 😭 💔 😞 😔 😟 ☹ 🙁 😿 😣 🥺 🥀"),
    (Feeling.SURPRISE, 0.6, "😮 😲 😯 🤯 😳"),
    (Feeling.ANGER, 0.6, "😡 🤬 😠 😤 💩 🤮 🤢 🙄 😒"),
    (Feeling.INSULT, 0.5, "🖕 🤡"),
    (Feeling.DISAGREEMENT, 0.5, "👎 ❌ 🙅"),
)

_VARIATION = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_PICTURE = re.compile("[\u203c-\u2bff\U0001f000-\U0001faff]")
_PARENTHESES = re.compile(r"\([^()]*\)")
_SMILES: tuple[tuple[Feeling, float, re.Pattern[str]], ...] = (
    (Feeling.JOY, 0.2, re.compile(r"(?<!\w)[:;=]-?[)D\]](?!\w)|:thumbs_up:|:tada:|<3(?!\w)")),
    (Feeling.JOY, 0.15, re.compile(r"[^\W\d_]\){1,2}(?:\s|$)")),
    (Feeling.HUMOUR, 0.3, re.compile(r"(?<=\)\))\)(?=\s|$)|(?<!\w)[xX:]D+(?!\w)")),
    (
        Feeling.SORROW,
        0.4,
        re.compile(r"(?<!\w)[:;=]['-]?[(\[](?!\w)|(?<=[^\W\d_])\((?=\s|$)|(?<=\()\((?=\s|$)"),
    ),
)
_MAY_SMILE = re.compile("[:;=<()]|[xX]D")
"""What no smile is without."""
_VOTE = re.compile(r"\s*(?:\++|\+1|да[,.! ]*\++)\s*")
_SHOUT = re.compile(r"!{2,}|\?!|!\?|(?:!\s*){3,}")
_CYRILLIC = re.compile(r"[А-ЯЁ]")
_CAPITALS = re.compile(r"(?<![\w-])[A-ZА-ЯЁ]{4,}(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+")
_DRAWL = re.compile(r"([^\W\d_])\1{3,}")

SHOUTED_WORDS = 3
CAPITALS_SHARE = 0.6
"""Share of capitals among a text's words from which it shouts rather than names things."""


def marks(text: str) -> Iterator[tuple[Feeling, float]]:
    """Feelings by emoji, smiles and the «+» of a vote."""
    if not text.isascii():
        known = _emoji()
        for picture in _PICTURE.findall(text):
            if picture in known:
                yield known[picture]
    if _VOTE.fullmatch(text):
        yield Feeling.AGREEMENT, 0.4
    if not _MAY_SMILE.search(text):
        return
    unpaired = _PARENTHESES.sub(" ", text)
    for feeling, strength, pattern in _SMILES:
        if pattern.search(unpaired):
            yield feeling, strength


def reacted(reaction: Reaction) -> tuple[Feeling, float] | None:
    """What a reaction says, stronger the more people chose it; None for what has no feeling."""
    plain = _VARIATION.sub("", reaction.emoji)
    found = _emoji().get(plain) or _emoji().get(plain[:1])
    if found is None:
        return None
    feeling, strength = found
    return feeling, min(1.0, strength * (0.75 + 0.25 * reaction.count))


def arousal(text: str) -> float:
    """How loud a text is, 0..1: «!!», capitals, drawled letters."""
    loud = 0.4 if "!" in text and _SHOUT.search(text) else 0.0
    loud += 0.2 if _DRAWL.search(text) else 0.0
    return min(loud + _capitals(text), 1.0)


def _capitals(text: str) -> float:
    """Cyrillic capitals shout; Latin ones name things («SELECT») until there are several."""
    capitals = _CAPITALS.findall(text)
    if not capitals or len(capitals) < CAPITALS_SHARE * len(_WORD.findall(text)):
        return 0.0
    if len(capitals) >= SHOUTED_WORDS:
        return 0.4
    return 0.2 if any(map(_CYRILLIC.match, capitals)) else 0.0


@cache
def _emoji() -> Mapping[str, tuple[Feeling, float]]:
    return {
        emoji: (feeling, strength) for feeling, strength, row in EMOJI for emoji in row.split()
    }
