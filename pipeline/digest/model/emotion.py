"""emotion: the mood of a window, by a model that reads the messages that show it."""

import asyncio
from collections.abc import Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Emotion, Measure, Segments, Tone
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.mood_rows import mood_rows
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.prompts.emotion import SHOWN, EmotionAnswer, Felt, render
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.rules.emotion.mood import EVIDENCE
from pipeline.digest.rules.emotion.notes import Note


async def feel(
    asker: Asker, corpus: Corpus, segments: Segments, prepared: PreparedContext
) -> Emotion:
    """The mood that the chosen messages show; neutral, and nobody asked, where none shows any.

    Raises:
        ModelError: The model gave no answer.
    """
    tokens = asker.settings.reduce_tokens
    mood, numbering = await asyncio.to_thread(mood_rows, corpus, segments, prepared, tokens)
    if not mood.rows:
        return _neutral()
    prompt = render(mood, asker.language, asker.fence, integrity=asker.integrity)
    return _emotion(await asker.ask(prompt), numbering)


def _emotion(answer: EmotionAnswer, numbering: Numbering) -> Emotion:
    measures = {
        name: _measure(felt, numbering)
        for name, felt in (
            ("intensity", answer.intensity),
            ("conflict", answer.conflict),
            ("collaboration", answer.collaboration),
            ("stress", answer.stress),
            ("enthusiasm", answer.enthusiasm),
        )
    }
    plainest = max(measures.values(), key=lambda item: item.value)
    evidence = numbering.ids(answer.lines)[:EVIDENCE] or plainest.message_ids
    return Emotion(
        tone=answer.tone if evidence else Tone.NEUTRAL,
        tone_message_ids=evidence,
        notes=_notes(answer.notes),
        **measures,
    )


def _measure(felt: Felt, numbering: Numbering) -> Measure:
    """What no message shows is at most faint, whatever the model says."""
    ids = numbering.ids(felt.lines)[:EVIDENCE]
    value = felt.value if ids else min(felt.value, SHOWN - 1)
    return Measure(value=value / 10, message_ids=ids)


def _notes(given: Sequence[Note]) -> tuple[Note, ...]:
    """Each once, in the order of telling; a window with something to note is no routine."""
    notes = [note for note in Note if note in given]
    return tuple(note for note in notes if note is not Note.ROUTINE or len(notes) == 1)


def _neutral() -> Emotion:
    nothing = Measure(value=0.0, message_ids=())
    return Emotion(
        tone=Tone.NEUTRAL,
        tone_message_ids=(),
        intensity=nothing,
        conflict=nothing,
        collaboration=nothing,
        stress=nothing,
        enthusiasm=nothing,
        notes=(Note.ROUTINE,),
    )
