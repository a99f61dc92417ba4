"""The first digest that docs/onboarding shows is the one that a group gets from the service."""

import re
from typing import get_args

import pytest

from pipeline.digest.request import Language
from tests.evaluation.first_digest import first_digest
from tests.fixtures.command_line import ROOT
from tests.fixtures.live_service import Service
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)

PAGES = {"en": "onboarding.md", "ru": "onboarding.ru.md"}
_BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"^.+ · UTC · ", re.MULTILINE)
"""Of the window, which is another one each time."""


@pytest.mark.parametrize("language", get_args(Language))
async def test_the_page_shows_the_digest_of_today(
    service: Service, bot_api: BotApiServer, language: Language
) -> None:
    page = (ROOT / "docs" / PAGES[language]).read_text("utf-8")
    await service.start()
    await service.ready()

    digest = await first_digest(bot_api, service, language)

    [shown] = _BLOCK.findall(page)
    assert _SPAN.sub("", digest) == _SPAN.sub("", shown)
    assert 0 == await service.stop()
