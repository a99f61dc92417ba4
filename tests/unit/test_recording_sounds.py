"""Where each transport says that the sound of a message is, and which sounds are wanted."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from telethon import types

from handlers.export.conversion import Converter
from handlers.export.problems import Problems
from handlers.telethon.conversion import Conversion
from handlers.updates.conversion import convert_message
from pipeline.errors import BadInputError
from pipeline.ingest.models import Message, Sound, Transport
from pipeline.recordings.ears import admission, group_ears
from pipeline.recordings.models import Admission
from pipeline.recordings.rules import LONGEST, MOST_UNSURE, as_heard
from pipeline.speech.engines import SpeechSections
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Transcription, Word
from pipeline.speech.settings import Engine, SaluteSpeechSettings, SpeechSettings, VoskSettings
from pipeline.speech.transcribing import Transcriber
from tests.fakes.speech import FakeDecoder, ScriptedRecogniser
from tests.telegram_desktop import plain

FILE = "AwACAgIAAxkBAAEB"


def by_bot(**media: Any) -> Message:
    raw = {
        "message_id": 5,
        "date": 1_772_400_000,
        "chat": {"id": -1001, "type": "supergroup", "title": "t"},
        "from": {"id": 7, "first_name": "Ann"},
        **media,
    }
    message = convert_message(raw, Problems())
    assert message is not None
    return message


def exported(file: Any, kind: str = "voice_message") -> Message:
    raw = plain(5, "", file=file, media_type=kind, duration_seconds=3)
    message = Converter(UTC, Problems()).convert(raw)
    assert message is not None
    return message


def by_account(**marks: Any) -> Message:
    attribute = types.DocumentAttributeAudio(3, **marks)
    document = types.Document(
        1, 1, b"", datetime(2026, 3, 2, tzinfo=UTC), "audio/ogg", 100, 2, [attribute]
    )
    raw = types.Message(
        5,
        types.PeerChannel(1),
        datetime(2026, 3, 2, tzinfo=UTC),
        "",
        from_id=types.PeerUser(7),
        media=types.MessageMediaDocument(document=document),
    )
    people = SimpleNamespace(name=lambda _: "Ann", username=lambda _: None)
    message = Conversion(people).convert(raw)
    assert message is not None
    return message


def sections(**speech: Any) -> SpeechSections:
    return SpeechSections(
        SpeechSettings(_env_file=None, **speech),
        SaluteSpeechSettings(_env_file=None),
        VoskSettings(_env_file=None),
    )


@pytest.mark.parametrize("kind", ["voice", "video_note"])
def test_the_bot_has_it_by_its_file(kind: str) -> None:
    message = by_bot(**{kind: {"file_id": FILE, "duration": 3}})

    assert Sound(Transport.BOT, FILE) == message.sound


@pytest.mark.parametrize(
    "media",
    [
        {"audio": {"file_id": FILE, "duration": 3}},
        {"voice": {"duration": 3}},
        {"voice": {"file_id": "a\nb", "duration": 3}},
        {"voice": {"file_id": 7, "duration": 3}},
        {"voice": "file"},
        {"text": "words"},
    ],
)
def test_what_is_no_recording_has_no_sound(media: dict[str, Any]) -> None:
    assert by_bot(**media).sound is None


def test_an_account_asks_for_the_message() -> None:
    assert Sound(Transport.ACCOUNT) == by_account(voice=True).sound
    assert by_account(title="a song").sound is None


def test_an_export_names_a_file_beside_it() -> None:
    path = "voice_messages/audio_1@01-02-2026.ogg"

    assert Sound(Transport.EXPORT, path) == exported(path).sound
    assert Sound(Transport.EXPORT, path) == exported(path, "video_message").sound


@pytest.mark.parametrize(
    "file",
    ["", "(File not included. Change data exporting settings to download.)", 7, None, "a\0b",
     "\ud800.ogg", "a\nb", "x" * 1_001],
)  # fmt: skip
def test_what_is_no_name_of_a_file_is_no_sound(file: Any) -> None:
    assert exported(file).sound is None


def test_a_file_of_music_is_none() -> None:
    assert exported("files/song.mp3", "audio_file").sound is None


def test_by_default_what_was_said_in_a_day_is_wanted() -> None:
    wanted = admission(sections(engine=Engine.POCKETSPHINX))

    assert Admission(longest=120, age=timedelta(hours=24)) == wanted


def test_where_nobody_listens_or_not_to_groups_nothing_is_wanted() -> None:
    assert admission(sections(engine=Engine.NONE)) is None
    assert admission(sections(engine=Engine.POCKETSPHINX, groups=False)) is None
    assert admission(None) is None


def test_settings_that_name_several_recognisers_are_refused() -> None:
    vosk = VoskSettings(_env_file=None, url="ws://localhost:2700")
    speech = SpeechSettings(_env_file=None, api_url="http://localhost:8000/v1")

    with pytest.raises(BadInputError):
        admission(SpeechSections(speech, SaluteSpeechSettings(_env_file=None), vosk))


@pytest.mark.parametrize(("workers", "at_once"), [(1, 1), (2, 1), (3, 1), (8, 4)])
def test_groups_have_half_of_the_workers(workers: int, at_once: int) -> None:
    settings = SpeechSettings(_env_file=None, workers=workers)
    transcriber = Transcriber(
        FakeDecoder(), ScriptedRecogniser(), settings, SpeechMetrics(CollectorRegistry())
    )

    ears = group_ears(transcriber, settings)

    assert ears is not None
    assert at_once == ears.at_once
    assert group_ears(None, settings) is None
    assert group_ears(transcriber, SpeechSettings(_env_file=None, groups=False)) is None


def test_what_was_heard_is_bounded_whatever_a_server_answers() -> None:
    words = tuple(Word(f"w{number}\x07", 0.1) for number in range(2 * MOST_UNSURE))

    heard = as_heard(Transcription("a\u202e\x1b b\n" * 10_000, 0.7, words))

    assert LONGEST >= len(heard.text)
    assert heard.text.isprintable()
    assert MOST_UNSURE == len(heard.unsure)
    assert all(word.isprintable() for word in heard.unsure)
