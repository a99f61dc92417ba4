"""Photos, documents, voice messages and albums, both ways."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.methods import EditMessageMedia, GetFile, SendMediaGroup, SendPhoto, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
)

from tests.servers.telegram import PICTURE, BotApiServer

PHOTO = BufferedInputFile(PICTURE, "qr.png")
REPORT = BufferedInputFile(b"{}", "report.json")


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    user_id = bot_api.people.person("Анна")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


async def downloaded(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)
    assert content is not None
    return content.read()


async def test_an_upload_can_be_downloaded_and_sent_again(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Отмена", callback_data="cancel")]]
    )

    photo = await bot.send_photo(
        anna, PHOTO, caption="<b>Код</b>", parse_mode="HTML", reply_markup=markup
    )
    assert photo.photo is not None
    again = await bot.send_photo(anna, photo.photo[-1].file_id)
    document = await bot.send_document(anna, REPORT, caption="Отчёт")
    voice = await bot.send_voice(anna, BufferedInputFile(b"OggS", "a.ogg"), duration=2)

    assert again.photo is not None
    assert document.document is not None
    assert voice.voice is not None
    assert photo.photo[-1].file_id == again.photo[-1].file_id
    assert (1, 1) == (photo.photo[-1].width, photo.photo[-1].height)
    assert PICTURE == await downloaded(bot, photo.photo[-1].file_id)
    assert b"{}" == await downloaded(bot, document.document.file_id)
    assert ("report.json", "application/json") == (
        document.document.file_name,
        document.document.mime_type,
    )
    assert 2 == voice.voice.duration
    assert (
        "Анна: /start\n"
        "Alfred: [photo]\n"
        "  Код\n"
        "  [Отмена]\n"
        "Alfred: [photo]\n"
        "Alfred: [document report.json]\n"
        "  Отчёт\n"
        "Alfred: [voice 2 s]" == bot_api.shown(anna)
    )


async def test_what_people_send_can_be_downloaded(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.people.sends_voice(anna, anna, content=b"OggS voice", duration=7)
    bot_api.people.sends_document(anna, anna, content=b"{}", name="a.json", caption="Вот")

    *_, voice, document = await bot.get_updates()

    assert voice.message is not None
    assert voice.message.voice is not None
    assert document.message is not None
    assert document.message.document is not None
    assert 7 == voice.message.voice.duration
    assert b"OggS voice" == await downloaded(bot, voice.message.voice.file_id)
    assert ("Вот", "a.json") == (
        document.message.caption,
        document.message.document.file_name,
    )


async def test_audio_files_and_video_notes_come_with_their_length(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.people.sends_audio(anna, anna, content=b"ID3", duration=61, name="talk.mp3")
    bot_api.people.sends_video_note(anna, anna, content=b"mp4", duration=9)

    *_, file, note = await bot.get_updates()

    assert file.message is not None
    assert file.message.audio is not None
    assert note.message is not None
    assert note.message.video_note is not None
    assert ("talk.mp3", 61) == (file.message.audio.file_name, file.message.audio.duration)
    assert b"ID3" == await downloaded(bot, file.message.audio.file_id)
    assert b"mp4" == await downloaded(bot, note.message.video_note.file_id)
    assert 9 == note.message.video_note.duration
    assert bot_api.shown(anna).endswith("Анна: [audio talk.mp3, 61 s]\nАнна: [video note 9 s]")


async def test_albums_go_both_ways(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.people.sends_album(anna, anna, caption="Из отпуска")
    *_, first, second = await bot.get_updates()

    sent = await bot.send_media_group(
        anna, [InputMediaPhoto(media=PHOTO, caption="Раз"), InputMediaPhoto(media=PHOTO)]
    )

    assert first.message is not None
    assert second.message is not None
    assert first.message.media_group_id == second.message.media_group_id is not None
    assert ("Из отпуска", None) == (first.message.caption, second.message.caption)
    assert sent[0].media_group_id == sent[1].media_group_id is not None
    assert ["[photo]\nРаз", "[photo]"] == bot_api.journal.delivered(anna)


async def test_a_photo_is_replaced(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    photo = await bot.send_photo(anna, PHOTO)

    edited = await bot.edit_message_media(
        InputMediaDocument(media=REPORT, caption="Отчёт"),
        chat_id=anna,
        message_id=photo.message_id,
    )

    assert not isinstance(edited, bool)
    assert edited.document is not None
    assert edited.photo is None
    assert bot_api.shown(anna).endswith("Alfred (edited): [document report.json]\n  Отчёт")


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (
            SendPhoto(chat_id=0, photo=BufferedInputFile(b"text", "a.png")),
            "IMAGE_PROCESS_FAILED",
        ),
        (SendPhoto(chat_id=0, photo=BufferedInputFile(b"", "a.png")), "file must be non-empty"),
        (SendPhoto(chat_id=0, photo="AgAC"), "wrong file identifier/HTTP URL specified"),
        (
            SendPhoto(chat_id=0, photo="https://example.org/a.png"),
            "failed to get HTTP URL content",
        ),
        (SendPhoto(chat_id=0, photo="attach://x"), "there is no photo in the request"),
        (
            SendPhoto(chat_id=0, photo=PHOTO, caption="я" * 1025),
            "message caption is too long",
        ),
        (GetFile(file_id="AgAC"), "invalid file_id"),
        (
            SendMediaGroup(chat_id=0, media=[InputMediaPhoto(media=PHOTO)]),
            "there are no messages to send",
        ),
        (
            SendMediaGroup(chat_id=0, media=[InputMediaPhoto(media=PHOTO)] * 11),
            "too many messages to send as an album",
        ),
        (
            SendMediaGroup(
                chat_id=0, media=[InputMediaPhoto(media=PHOTO), InputMediaDocument(media=REPORT)]
            ),
            "can't use the media of the specified type in the album",
        ),
        (
            EditMessageMedia(chat_id=0, message_id=1, media=InputMediaPhoto(media="attach://x")),
            "can't parse InputMedia: media not found",
        ),
    ],
)
async def test_a_file_that_telegram_refuses_is_refused(
    bot: Bot, anna: int, method: TelegramMethod[Any], reason: str
) -> None:
    if "chat_id" in method.model_fields_set:
        method = method.model_copy(update={"chat_id": anna})

    with pytest.raises(TelegramBadRequest) as refused:
        await bot(method)

    assert f"Bad Request: {reason}" == refused.value.message


async def test_an_upload_has_a_largest_size(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.max_upload = 1000

    with pytest.raises(TelegramEntityTooLarge) as refused:
        await bot.send_document(anna, BufferedInputFile(bytes(1001), "a.bin"))

    assert "Request Entity Too Large" == refused.value.message


async def test_a_download_has_a_largest_size(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    large = bytes(20 * 2**20 + 1)
    bot_api.people.sends_document(anna, anna, content=large, name="a.bin")
    *_, update = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None

    with pytest.raises(TelegramBadRequest) as refused:
        await bot.get_file(update.message.document.file_id)

    assert "Bad Request: file is too big" == refused.value.message
