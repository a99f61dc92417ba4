"""Rich messages."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendRichMessage
from aiogram.types import (
    BufferedInputFile,
    InputMediaPhoto,
    InputRichBlockButtons,
    InputRichBlockDetails,
    InputRichBlockDivider,
    InputRichBlockList,
    InputRichBlockListItem,
    InputRichBlockParagraph,
    InputRichBlockPhoto,
    InputRichBlockSectionHeading,
    InputRichBlockTable,
    InputRichBlockThinking,
    InputRichMessage,
    RichBlockPhoto,
    RichBlockTableCell,
    RichMessageButton,
    RichTextBold,
    RichTextUrl,
)

from tests.servers.telegram import PICTURE, BotApiServer

SHOWN = """\
Анна: /start
Alfred: # Дайджест
  Релиз в пятницу, см. здесь <https://t.me/c/1/2>
  • Анна готовит стенд
  ▸ Подробнее
    Стенд на новых машинах
  Кто | Что
  ———
  [Верно] [Неверно]"""


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    user_id = bot_api.people.person("Анна")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


def paragraph(text: Any) -> InputRichBlockParagraph:
    return InputRichBlockParagraph(text=text)


def digest() -> InputRichMessage:
    link = RichTextUrl(text="здесь", url="https://t.me/c/1/2")
    item = InputRichBlockListItem(blocks=[paragraph("Анна готовит стенд")])
    cells = [RichBlockTableCell(text=text, align="left", valign="top") for text in ("Кто", "Что")]
    buttons = [RichMessageButton(text=text, callback_data=text) for text in ("Верно", "Неверно")]
    return InputRichMessage(
        blocks=[
            InputRichBlockSectionHeading(text="Дайджест", size=1),
            paragraph([RichTextBold(text="Релиз"), " в пятницу, см. ", link]),
            InputRichBlockList(items=[item]),
            InputRichBlockDetails(
                summary="Подробнее", blocks=[paragraph("Стенд на новых машинах")]
            ),
            InputRichBlockTable(cells=[cells]),
            InputRichBlockDivider(),
            InputRichBlockButtons(buttons=buttons),
        ]
    )


async def refusal(bot: Bot, chat_id: int, message: InputRichMessage) -> str:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot(SendRichMessage(chat_id=chat_id, rich_message=message))
    return refused.value.message


async def test_blocks_come_back_and_are_shown(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    message = await bot.send_rich_message(anna, digest())

    assert message.rich_message is not None
    assert message.text is None
    kinds = [block.type for block in message.rich_message.blocks]
    assert ["heading", "paragraph", "list", "details", "table", "divider", "buttons"] == kinds
    assert SHOWN == bot_api.shown(anna)


async def test_html_means_the_same_blocks(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    html = (
        '<h1>Дайджест</h1><p><b>Релиз</b> в пятницу, см. <a href="https://t.me/c/1/2">здесь</a></p>'
        "<ul><li>Анна готовит стенд</li></ul>"
        "<details><summary>Подробнее</summary>Стенд на новых машинах</details>"
        "<table><tr><td>Кто</td><td>Что</td></tr></table><hr>"
    )

    message = await bot.send_rich_message(anna, InputRichMessage(html=html))

    assert message.rich_message is not None
    assert SHOWN.removesuffix("\n  [Верно] [Неверно]") == bot_api.shown(anna)


async def test_a_photo_stands_in_a_rich_message(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    photo = InputMediaPhoto(media=BufferedInputFile(PICTURE, "chart.png"))

    message = await bot.send_rich_message(
        anna, InputRichMessage(blocks=[InputRichBlockPhoto(photo=photo)])
    )

    assert message.rich_message is not None
    (block,) = message.rich_message.blocks
    assert isinstance(block, RichBlockPhoto)
    file = bot_api.world.files.get(block.photo[0].file_id)
    assert file is not None
    assert PICTURE == file.content


async def test_a_button_inside_a_rich_message_can_be_pressed(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    await bot.send_rich_message(anna, digest())

    bot_api.people.presses(anna, anna, "Неверно")

    (*_, update) = await bot.get_updates()
    assert update.callback_query is not None
    assert "Неверно" == update.callback_query.data


async def test_a_text_becomes_a_rich_message_and_a_text_again(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    sent = await bot.send_message(anna, "Читаю…")
    at: dict[str, Any] = {"chat_id": anna, "message_id": sent.message_id}

    await bot.edit_message_text(rich_message=digest(), **at)
    rich = bot_api.shown(anna)
    with pytest.raises(TelegramBadRequest) as same:
        await bot.edit_message_text(rich_message=digest(), **at)
    await bot.edit_message_text("Готово", **at)

    assert SHOWN.replace("Alfred", "Alfred (edited)") == rich
    assert "message is not modified" in same.value.message
    assert "Анна: /start\nAlfred (edited): Готово" == bot_api.shown(anna)


async def test_a_rich_message_has_limits(bot: Bot, anna: int) -> None:
    longest = InputRichMessage(blocks=[paragraph("я" * 32_768)])
    most = InputRichMessage(blocks=[paragraph("я")] * 500)
    nested = paragraph("дно")
    for _ in range(16):
        nested = InputRichBlockDetails(summary="", blocks=[nested])  # type: ignore[assignment]  # any block will do

    await bot.send_rich_message(anna, longest)
    await bot.send_rich_message(anna, most)
    refused = [
        await refusal(bot, anna, InputRichMessage(blocks=[paragraph("я" * 32_769)])),
        await refusal(bot, anna, InputRichMessage(blocks=[paragraph("я")] * 501)),
        await refusal(bot, anna, InputRichMessage(blocks=[nested])),
        await refusal(
            bot, anna, InputRichMessage(blocks=[InputRichBlockTable(cells=[[_cell()] * 21])])
        ),
    ]

    long, invalid = "Bad Request: RICH_MESSAGE_TOO_LONG", "Bad Request: RICH_MESSAGE_INVALID"
    assert [long, long, invalid, invalid] == refused


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (InputRichMessage(), "rich message must be non-empty"),
        (InputRichMessage(html="<p>x</p>", markdown="x"), "rich message must be non-empty"),
        (
            InputRichMessage(html="<video>x"),
            'can\'t parse entities: Unsupported start tag "video"',
        ),
        (
            InputRichMessage(html="<p>x"),
            "can't parse entities: Can't find end tag corresponding to start tag \"p\"",
        ),
        (
            InputRichMessage(blocks=[InputRichBlockThinking(text="…")]),
            "RICH_MESSAGE_BLOCKS_UNSUPPORTED",
        ),
        (
            InputRichMessage(
                blocks=[
                    InputRichBlockButtons(
                        buttons=[RichMessageButton(text="x", callback_data="д" * 33)]
                    )
                ]
            ),
            "BUTTON_DATA_INVALID",
        ),
        (InputRichMessage(blocks=[InputRichBlockButtons(buttons=[])]), "BUTTON_INVALID"),
    ],
)
async def test_a_rich_message_that_telegram_refuses_is_refused(
    bot: Bot, anna: int, message: InputRichMessage, reason: str
) -> None:
    assert f"Bad Request: {reason}" == await refusal(bot, anna, message)


def _cell() -> RichBlockTableCell:
    return RichBlockTableCell(text="x", align="left", valign="top")
