"""Voice messages, audio files and video notes: first what was heard, then the answer."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Audio, Message, Update, VideoNote, Voice

from bot.telegram.senders import Sender
from bot.views.heard import heard_text
from handlers.commands.showing import refuse
from handlers.commands.talking import TalkDesk, spoken_language
from pipeline.alfred.models import Source
from pipeline.groups.models import Person
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.transcribing import Transcriber

LARGEST_FILE: Final = 20_000_000
"""Bytes that the Bot API hands out (core.telegram.org/bots/api#getfile)."""


@dataclass(frozen=True, slots=True)
class Ears:
    transcriber: Transcriber | None
    """None if nothing here turns speech into text."""
    longest: float
    """Seconds of a recording."""


def router() -> Router:
    router = Router(name="hearing")
    router.message.register(hear, F.voice | F.audio | F.video_note)
    return router


async def hear(
    message: Message,
    event_update: Update,
    bot: Bot,
    sender: Sender,
    person: Person,
    talk_desk: TalkDesk,
    ears: Ears,
) -> None:
    recording = message.voice or message.audio or message.video_note
    if recording is None or not sender.is_person:
        return
    wording = talk_desk.translators.into(person.language)
    if ears.transcriber is None:
        await refuse(message, wording.say("alfred-deaf"))
        return
    try:
        audio = await _fetched(bot, recording, ears)
        transcription = await ears.transcriber.transcribe(audio, person.language)
    except SpeechError as error:
        fault, seconds = error.fault.value.replace("_", "-"), int(ears.longest)
        await refuse(message, wording.say(f"alfred-speech-{fault}", seconds=seconds))
        return
    shown = talk_desk.translators.into(spoken_language(transcription.text, person))
    await message.reply(
        heard_text(transcription, shown), parse_mode="HTML", allow_sending_without_reply=True
    )
    await talk_desk.answer(bot, message, event_update, person, transcription.text, Source.VOICE)


async def _fetched(bot: Bot, recording: Voice | Audio | VideoNote, ears: Ears) -> bytes:
    """The file's bytes; what Telegram tells of it is believed before it is fetched.

    Raises:
        SpeechError: TOO_LONG or TOO_LARGE, or BROKEN if Telegram has it no more.
    """
    if recording.duration > ears.longest:
        raise SpeechError(SpeechFault.TOO_LONG, "the recording is too long — make it shorter")
    if (recording.file_size or 0) > LARGEST_FILE:
        raise SpeechError(SpeechFault.TOO_LARGE, "the file is too large — make it shorter")
    audio = BytesIO()
    try:
        await bot.download(recording, destination=audio)
    except TelegramBadRequest:
        raise SpeechError(SpeechFault.BROKEN, "the file is gone — send it anew") from None
    return audio.getvalue()
