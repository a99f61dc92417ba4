"""What becomes of the models that Telegram's answers are read into."""

import gc
import weakref

from aiogram import Bot
from aiogram.methods import GetMyShortDescription, Response
from aiogram.types import BotShortDescription

from bot.telegram.session import Session


def test_the_model_of_an_answer_is_made_once_for_as_long_as_there_is_a_session() -> None:
    session = Session()
    bot = Bot("42:TEST", session=session)
    answer = '{"ok": true, "result": {"short_description": "Butler"}}'

    session.check_response(bot, GetMyShortDescription(), 200, answer)
    model = weakref.ref(Response[BotShortDescription])
    gc.collect()
    kept = model() is not None
    del session, bot
    gc.collect()

    assert kept
    assert model() is None
