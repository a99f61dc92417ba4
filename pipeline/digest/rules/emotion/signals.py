"""What one message shows: its feelings, how loud they are, and at whom they are aimed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.marks import arousal, marks, reacted
from pipeline.digest.rules.emotion.reading import feelings_of_sentences
from pipeline.digest.rules.emotion.words import feelings_of
from pipeline.ingest.models import MediaKind
from pipeline.language.words import listed, normal, words

LONGEST = 4096
"""Characters that are read for feelings: what Telegram lets a person send."""
CONCISE = 25
"""Words over which a feeling in passing loses strength, by the root of the length."""
THANKS_AHEAD = 0.3
"""What a thank-you is worth that only closes a question."""

_QUOTED = re.compile(
    r"```(?:[^`]|`(?!``))*(?:```|\Z)|`[^`\n]*`|^[ \t]*>.*$|https?://\S+", re.MULTILINE
)
_UNDILUTED = frozenset((Feeling.GRATITUDE, Feeling.CELEBRATION))
_SECOND_PERSON = listed("ты тебя тебе тобой твой твоя твое вы вас вам ваш you your you're")
_FIRST_PERSON = listed("я мой моя меня i i'm im my me")
_OPENS_WITH_NO = re.compile(
    r"(?:нет|не+а|no|nope|nah)(?:\s*[,.!—-]\s*|\s+(?:это|ты|вы|it|that|you))\s*\w"
)


class Target(StrEnum):
    """Of whom a message speaks."""

    OTHER = "other"
    ANSWERED = "answered"
    """Of nobody, in reply to somebody."""
    NOBODY = "nobody"
    SELF = "self"


_AIM: Mapping[Target, Mapping[Feeling, float]] = {
    Target.OTHER: {Feeling.INSULT: 1.0, Feeling.ANGER: 0.7, Feeling.PROFANITY: 0.4},
    Target.ANSWERED: {Feeling.INSULT: 1.0, Feeling.ANGER: 0.2, Feeling.PROFANITY: 0.05},
    Target.NOBODY: {Feeling.INSULT: 0.4, Feeling.ANGER: 0.15, Feeling.PROFANITY: 0.05},
    Target.SELF: {Feeling.INSULT: 0.1, Feeling.ANGER: 0.1, Feeling.PROFANITY: 0.05},
}
"""How hard such words are on somebody: «дурак» in a reply hits, «я дурак» does not."""
_CONTRADICTION = 0.6
_BANTER = 0.4


@dataclass(frozen=True, slots=True)
class Signals:
    """Strengths are 0..1; a feeling that does not show is absent."""

    feelings: Mapping[Feeling, float]
    arousal: float
    target: Target

    def __getitem__(self, feeling: Feeling) -> float:
        return self.feelings.get(feeling, 0.0)

    def strongest(self, weights: Mapping[Feeling, float]) -> float:
        """The strength of the feeling that shows most, each by its weight; 0 if none does."""
        if not self.feelings:
            return 0.0
        return max(
            strength * weights.get(feeling, 0.0) for feeling, strength in self.feelings.items()
        )


@dataclass(frozen=True, slots=True)
class Moods:
    """The signals of the messages of one corpus, as far as somebody asked for them."""

    _read: dict[int, Signals] = field(default_factory=dict)

    def of(self, line: Line, corpus: Corpus) -> Signals:
        found = self._read.get(line.id)
        if found is None:
            found = self._read[line.id] = read(line, corpus.by_id.get(line.parent_id or 0))
        return found


def signals_of(line: Line, corpus: Corpus) -> Signals:
    """As ``read``, each message once however many stages ask."""
    return corpus.notes(Moods).of(line, corpus)


def hardness(signals: Signals) -> float:
    """How hard the words are on somebody, 0..1; laughter makes them banter."""
    shown = max(
        signals[Feeling.DISAGREEMENT] * _CONTRADICTION, signals.strongest(_AIM[signals.target])
    )
    return shown * (_BANTER if signals[Feeling.HUMOUR] else 1.0)


def read(line: Line, parent: Line | None = None) -> Signals:
    """The signals of a message and of the reactions to it.

    Code, quotations, links and forwarded texts, whose feelings are another's, are not read.
    «Нет, …» is disagreement only where ``parent`` is no question, for there it is an answer.
    """
    text = "" if line.forwarded else _QUOTED.sub(" ", line.text[:LONGEST])
    spoken = words(text)
    shown: dict[Feeling, float] = {}
    for feeling, strength in _all(line, text, spoken, parent):
        shown[feeling] = max(shown.get(feeling, 0.0), strength)
    if line.parent_id is None and "?" in text and Feeling.GRATITUDE in shown:
        shown[Feeling.GRATITUDE] *= THANKS_AHEAD
    return Signals(feelings=shown, arousal=arousal(text), target=_target(line, spoken))


def _target(line: Line, spoken: Sequence[str]) -> Target:
    if not _SECOND_PERSON.isdisjoint(spoken):
        return Target.OTHER
    if not _FIRST_PERSON.isdisjoint(spoken):
        return Target.SELF
    return Target.ANSWERED if line.explicit_reply else Target.NOBODY


def _all(
    line: Line, text: str, spoken: Sequence[str], parent: Line | None
) -> Iterator[tuple[Feeling, float]]:
    diluted = min(1.0, (CONCISE / max(len(spoken), 1)) ** 0.5)
    for feeling, strength in feelings_of(spoken):
        yield feeling, strength * (1.0 if feeling in _UNDILUTED else diluted)
    for feeling, strength in feelings_of_sentences(text):
        yield feeling, strength * diluted
    yield from marks(text)
    if line.media and line.media.kind is MediaKind.STICKER:
        yield from marks(line.media.name or "")
    yield from filter(None, map(reacted, line.reactions))
    contradicts = parent is not None and parent.author != line.author and "?" not in parent.text
    if contradicts and _OPENS_WITH_NO.match(normal(text).lstrip()):
        yield Feeling.DISAGREEMENT, _CONTRADICTION
