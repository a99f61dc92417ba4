"""emotion: the rules' mood of the rows, in whole numbers."""

from pipeline.digest.corpus import Line, Noise
from pipeline.digest.findings import Emotion, Measure
from pipeline.digest.prompts.emotion import SHOWN, EmotionAnswer, Felt
from pipeline.digest.rules.emotion import mood
from pipeline.digest.rules.emotion.notes import Note
from tests.servers.answers import talk
from tests.servers.answers.reading import Asked, figures

NOTES = 2
CITED = 3


def feel(asked: Asked) -> EmotionAnswer:
    """The rows were chosen for the mood they show, so as many of the others count as calm."""
    shown = talk.lines(asked.rows)
    others = figures(asked.before)[-1:]
    calm = min(len(shown), max(0, sum(others) - len(shown)))
    lines = (*shown, *(_calm(number) for number in range(-calm, 0)))
    return _answer(mood.feel(talk.corpus(lines), talk.threads(shown)))


def _calm(number: int) -> Line:
    return Line(number, talk.DAWN, "", "", thread_id=number, noise=Noise.EMPTY)


def _answer(found: Emotion) -> EmotionAnswer:
    return EmotionAnswer(
        tone=found.tone,
        lines=list(found.tone_message_ids[:CITED]),
        intensity=_felt(found.intensity),
        conflict=_felt(found.conflict),
        collaboration=_felt(found.collaboration),
        stress=_felt(found.stress),
        enthusiasm=_felt(found.enthusiasm),
        notes=[Note(note) for note in found.notes[:NOTES]],
    )


def _felt(found: Measure) -> Felt:
    """What no row shows stays faint."""
    value = round(10 * found.value)
    lines = found.message_ids[:CITED]
    return Felt(value=value, lines=lines) if lines else Felt(value=min(value, SHOWN - 1))
