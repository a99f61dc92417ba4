"""The mood of a window: tone, five measures with their evidence, and notes worth a line.

Each message shows a measure with a strength e in 0..1. A measure is 1 - exp(-r / s), where
r = sum(e) / (n + PRIOR) over the n messages that people wrote, and s is the rate at which the
measure is plain to see (0.63). The prior is a handful of calm messages: one loud word in a chat of
ten moves a measure a little, one in a thousand not at all, and no measure saturates.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus, Noise
from pipeline.digest.findings import Emotion, Measure, Threads, Tone
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.notes import Heard, Note, find_notes, heated
from pipeline.digest.rules.emotion.signals import Signals, hardness, signals_of
from pipeline.language.words import words

PRIOR = 10
"""Calm messages that every chat is taken to hold besides its own."""
EVIDENCE = 5
SHOWN = 0.25
"""Strength from which a message is evidence."""
FELT = 0.1
"""Rate of good or bad feelings below which the tone is neutral."""
MIXED = 0.5
"""The weaker of both at this share of the stronger makes the tone mixed."""
CALM = 0.15
"""Intensity below which a neutral talk without notes is routine."""
ANSWER = 0.4
ANSWER_WORDS = 3
HEAT = 0.25
"""What a fast exchange of words adds to the conflict of each of its messages."""

_RATES: Mapping[str, float] = {
    "intensity": 0.25,
    "conflict": 0.15,
    "collaboration": 0.3,
    "stress": 0.15,
    "enthusiasm": 0.25,
}
"""Rates at which a measure is plain to see: cooperation is common, quarrels are not."""

_GOOD: Mapping[Feeling, float] = {
    Feeling.JOY: 1.0,
    Feeling.CELEBRATION: 1.0,
    Feeling.GRATITUDE: 0.6,
    Feeling.PLEASURE: 0.5,
    Feeling.RELIEF: 0.4,
    Feeling.HUMOUR: 0.3,
    Feeling.AGREEMENT: 0.2,
}
_BAD: Mapping[Feeling, float] = {
    Feeling.ANGER: 1.0,
    Feeling.INSULT: 1.0,
    Feeling.SORROW: 0.8,
    Feeling.STRESS: 0.7,
    Feeling.DISPLEASURE: 0.5,
    Feeling.INCIDENT: 0.3,
    Feeling.DISAGREEMENT: 0.3,
    Feeling.PROFANITY: 0.25,
}
_INTENSE: Mapping[Feeling, float] = dict.fromkeys(
    (
        Feeling.JOY,
        Feeling.CELEBRATION,
        Feeling.SORROW,
        Feeling.SURPRISE,
        Feeling.STRESS,
        Feeling.ANGER,
        Feeling.INSULT,
        Feeling.PROFANITY,
    ),
    1.0,
)
_HELPFUL: Mapping[Feeling, float] = {
    Feeling.GRATITUDE: 1.0,
    Feeling.HELP: 1.0,
    Feeling.AGREEMENT: 0.6,
}
_STRESSFUL: Mapping[Feeling, float] = {
    Feeling.STRESS: 0.9,
    Feeling.INCIDENT: 0.6,
    Feeling.ANGER: 0.3,
    Feeling.SORROW: 0.15,
}


def feel(corpus: Corpus, threads: Threads) -> Emotion:
    """The mood of what people wrote: the threads' lines, and emoji, which threads leave out."""
    heard = _listen(corpus, threads)
    hot = heated(heard)
    strengths = {
        one.line.id: _strengths(one, answers=_answers(one, corpus), hot=one.line.id in hot)
        for one in heard
    }
    measures = {
        name: _measure({id_: found[name] for id_, found in strengths.items()}, rate)
        for name, rate in _RATES.items()
    }
    notes = find_notes(heard, threads, hot)
    tone, evidence = _tone(heard)
    if tone is Tone.NEUTRAL:
        evidence = measures["collaboration"].message_ids
    shown = [*(id_ for note in notes.values() for id_ in note), *evidence]
    if not notes and tone is Tone.NEUTRAL and measures["intensity"].value < CALM:
        notes = {Note.ROUTINE: ()}
    return Emotion(
        tone=tone,
        tone_message_ids=tuple(dict.fromkeys(shown))[:EVIDENCE],
        notes=tuple(notes),
        **measures,
    )


def goodness(signals: Signals) -> float:
    """What a message adds to a good tone, 0..1."""
    return signals.strongest(_GOOD)


def badness(signals: Signals) -> float:
    """What a message adds to a bad tone, 0..1."""
    return signals.strongest(_BAD)


def _listen(corpus: Corpus, threads: Threads) -> list[Heard]:
    told = {id_ for thread in threads.threads for id_ in thread.message_ids}
    return [
        Heard(line, signals_of(line, corpus))
        for line in corpus.lines
        if line.noise is Noise.EMPTY or (line.noise is None and line.id in told)
    ]


def _answers(one: Heard, corpus: Corpus) -> bool:
    """Whether it is somebody's answer to another's question."""
    asked = corpus.by_id.get(one.line.parent_id or 0)
    if asked is None or asked.author == one.line.author or "?" not in asked.text:
        return False
    return len(words(one.line.text)) >= ANSWER_WORDS or one.line.links > 0


def _strengths(one: Heard, *, answers: bool, hot: bool) -> Mapping[str, float]:
    signals = one.signals
    joy = max(signals[Feeling.JOY] ** 2, signals[Feeling.CELEBRATION])
    return {
        "intensity": min(signals.strongest(_INTENSE) ** 2 + 0.6 * signals.arousal, 1.0),
        "conflict": min(hardness(signals) + (HEAT if hot else 0.0), 1.0),
        "collaboration": max(signals.strongest(_HELPFUL), ANSWER if answers else 0.0),
        "stress": _stress(signals) * (0.6 if "?" in one.line.text else 1.0),
        "enthusiasm": min(joy + (0.2 * signals.arousal if joy else 0.0), 1.0),
    }


def _stress(signals: Signals) -> float:
    shown = signals.strongest(_STRESSFUL)
    louder = shown + (0.2 * signals.arousal if shown else 0.0)
    return min(louder, 1.0) * (0.5 if signals[Feeling.HUMOUR] else 1.0)


def _measure(strengths: Mapping[int, float], rate: float) -> Measure:
    found = sum(strengths.values()) / (len(strengths) + PRIOR)
    return Measure(value=round(1 - exp(-found / rate), 4), message_ids=_shown(strengths))


def _shown(strengths: Mapping[int, float]) -> Ids:
    """The messages that show it, strongest first, the earlier of equals."""
    evidence = [(-strength, id_) for id_, strength in strengths.items() if strength >= SHOWN]
    return tuple(id_ for _, id_ in sorted(evidence)[:EVIDENCE])


def _tone(heard: Sequence[Heard]) -> tuple[Tone, Ids]:
    good = {one.line.id: goodness(one.signals) for one in heard}
    bad = {one.line.id: badness(one.signals) for one in heard}
    light, dark = (_rate(shown.values()) for shown in (good, bad))
    if max(light, dark) < FELT:
        return Tone.NEUTRAL, ()
    if min(light, dark) >= MIXED * max(light, dark):
        pairs = zip(_shown(good), _shown(bad), strict=False)
        return Tone.MIXED, tuple(id_ for pair in pairs for id_ in pair)
    return (Tone.POSITIVE, _shown(good)) if light > dark else (Tone.NEGATIVE, _shown(bad))


def _rate(strengths: Iterable[float]) -> float:
    found = list(strengths)
    return sum(found) / (len(found) + PRIOR)
