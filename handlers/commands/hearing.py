"""Voice messages, audio files and video notes: first what was heard, then the answer."""

from dataclasses import dataclass

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Audio, Message, Update, VideoNote, Voice

from bot.talk.painting import beside
from bot.talk.typing_action import Typing
from bot.telegram.downloads import LARGEST, download, too_large
from bot.telegram.errors import UnreadableError
from bot.telegram.senders import Sender
from bot.views.heard import heard_text
from handlers.commands.showing import refuse
from handlers.commands.talking import TalkDesk, is_conversed_with
from pipeline.alfred.models import Source
from pipeline.alfred.rules.spoken import spoken_language
from pipeline.digest.request import Language
from pipeline.groups.models import Person
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.transcribing import Transcriber


@dataclass(frozen=True, slots=True)
class Ears:
    transcriber: Transcriber | None
    """None if nothing here turns speech into text."""
    longest: float
    """Seconds of a recording."""


def router() -> Router:
    router = Router(name="hearing")
    router.message.filter(is_conversed_with)
    router.message.register(hear, F.voice | F.audio | F.video_note)
    return router


async def hear(
    message: Message,
    event_update: Update,
    bot: Bot,
    sender: Sender,
    person: Person,
    spoken_here: Language,
    talk_desk: TalkDesk,
    ears: Ears,
) -> None:
    recording = message.voice or message.audio or message.video_note
    if recording is None or not sender.is_person:
        return
    wording = talk_desk.translators.into(spoken_here)
    if ears.transcriber is None:
        await refuse(message, wording.say("alfred-deaf"))
        return
    try:
        async with beside(Typing(bot, message).run()):
            audio = await fetched(bot, recording, ears.longest)
            transcription = await ears.transcriber.transcribe(audio, person.language)
    except SpeechError as error:
        fault, seconds = error.fault.value.replace("_", "-"), int(ears.longest)
        await refuse(message, wording.say(f"alfred-speech-{fault}", seconds=seconds))
        return
    if not await is_conversed_with(message, person, talk_desk):  # switched off while he listened
        await refuse(message, wording.say("alfred-resting"))
        return
    words = transcription.text
    language = spoken_language(words, spoken_here)
    await message.reply(
        heard_text(transcription, talk_desk.translators.into(language)),
        parse_mode="HTML",
        allow_sending_without_reply=True,
    )
    await talk_desk.answer(bot, message, event_update, person, language, words, Source.VOICE)


async def fetched(bot: Bot, recording: Voice | Audio | VideoNote, longest: float) -> bytes:
    """The file's bytes; where Telegram does not tell how many, they are counted as they come.

    Raises:
        SpeechError: TOO_LONG or TOO_LARGE, or BROKEN if Telegram does not hand it out.
    """
    if recording.duration > longest:
        raise SpeechError(SpeechFault.TOO_LONG, "the recording is too long — make it shorter")
    if (recording.file_size or 0) > LARGEST:
        raise too_large()
    try:
        return await download(bot, recording.file_id)
    except (TelegramBadRequest, UnreadableError):
        raise SpeechError(SpeechFault.BROKEN, "the file is gone — send it anew") from None
