"""From a recording to text that is trusted, or to the reason why there is none."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from pipeline.speech.errors import SpeechError, SpeechFault, nothing_heard
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Speech, Transcription, Word
from pipeline.speech.ports import SpeechToText
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.transcribing import Transcriber
from tests.fakes.speech import DeafRecogniser, FakeDecoder, ScriptedRecogniser
from tests.fakes.virtual_time import in_virtual_time, now

SETTINGS = SpeechSettings(_env_file=None)


class House:
    """A transcriber with all that it stands upon."""

    def __init__(self, recogniser: SpeechToText, decoder: FakeDecoder | None = None) -> None:
        self._registry = CollectorRegistry()
        self.transcriber = Transcriber(
            decoder or FakeDecoder(), recogniser, SETTINGS, SpeechMetrics(self._registry)
        )

    def counted(self, adapter: str, status: str) -> float | None:
        labels = {"adapter": adapter, "status": status}
        return self._registry.get_sample_value("stt_seconds_count", labels)


async def fault_of(house: House) -> SpeechFault:
    with pytest.raises(SpeechError) as caught:
        await house.transcriber.transcribe(b"voice", "ru")
    return caught.value.fault


async def test_what_was_said_comes_back_with_its_words() -> None:
    said = Transcription("Когда выпуск?", 0.9, (Word("Когда", 0.95), Word("выпуск?", 0.85)))
    speech = Speech(b"\1\2" * 100)
    recogniser = ScriptedRecogniser(said)
    house = House(recogniser, FakeDecoder(speech))

    transcription = await house.transcriber.transcribe(b"voice", "ru")

    assert said == transcription
    assert [(speech, "ru")] == recogniser.heard
    assert 1 == house.counted("scripted", "ok")


@pytest.mark.parametrize(("confidence", "trusted"), [(0.59, False), (0.6, True), (1.0, True)])
async def test_below_the_threshold_nothing_is_believed(confidence: float, trusted: bool) -> None:
    house = House(ScriptedRecogniser(Transcription("Да", confidence)))

    try:
        transcription = await house.transcriber.transcribe(b"voice", "ru")
    except SpeechError as error:
        outcome = str(error.fault)
    else:
        outcome = transcription.text

    assert ("Да" if trusted else "unsure") == outcome
    assert 1 == house.counted("scripted", "ok" if trusted else "unsure")


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_a_text_without_a_word_is_silence(text: str) -> None:
    house = House(ScriptedRecogniser(Transcription(text, 1.0)))

    assert SpeechFault.SILENT is await fault_of(house)
    assert 1 == house.counted("scripted", "silent")


@pytest.mark.parametrize("fault", [SpeechFault.BROKEN, SpeechFault.TOO_LONG, SpeechFault.SILENT])
async def test_what_cannot_be_decoded_reaches_no_recogniser(fault: SpeechFault) -> None:
    recogniser = ScriptedRecogniser("unheard")
    house = House(recogniser, FakeDecoder(SpeechError(fault, "why — what to do")))

    assert fault is await fault_of(house)
    assert [] == recogniser.heard
    assert 1 == house.counted("scripted", fault)


async def test_why_the_recogniser_has_no_text_is_passed_on() -> None:
    house = House(ScriptedRecogniser(nothing_heard()))

    assert SpeechFault.SILENT is await fault_of(house)


@in_virtual_time
async def test_who_does_not_answer_in_time_is_not_waited_for() -> None:
    house = House(DeafRecogniser())
    began = now()

    fault = await fault_of(house)

    assert SpeechFault.UNAVAILABLE is fault
    assert SETTINGS.seconds == now() - began
    assert 1 == house.counted("deaf", "unavailable")


async def test_a_cancelled_transcription_is_counted_as_such() -> None:
    recogniser = DeafRecogniser()
    house = House(recogniser)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(house.transcriber.transcribe(b"voice", "ru"))
        await recogniser.listening.wait()
        task.cancel()

    assert task.cancelled()
    assert 1 == house.counted("deaf", "cancelled")


async def test_no_error_quotes_what_was_understood() -> None:
    house = House(ScriptedRecogniser(Transcription("тайна", 0.1)))

    with pytest.raises(SpeechError) as caught:
        await house.transcriber.transcribe(b"voice", "ru")

    assert "тайна" not in str(caught.value)
    assert " — " in str(caught.value)
