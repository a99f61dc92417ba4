"""The kill switch is thrown while something is under way."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from pipeline.conversation.models import ReceiptKind
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Speech, Transcription
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.transcribing import Transcriber
from tests.fakes.speech import FakeDecoder
from tests.fixtures.butler import parlour
from tests.fixtures.commands import House
from tests.fixtures.ordering import Switch
from tests.servers.telegram import BotApiServer


@dataclass
class Interrupted:
    """A recogniser during whose work the conversation is switched off."""

    rollout: Switch
    name: str = "interrupted"

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        self.rollout.on = False
        return Transcription("Когда выпуск?", 0.9)


async def test_what_was_heard_while_the_conversation_was_switched_off_is_not_answered(
    bot_api: BotApiServer,
) -> None:
    house = House(bot_api, parlour=parlour())
    house.transcriber = Transcriber(
        FakeDecoder(),
        Interrupted(house.rollout),
        SpeechSettings(_env_file=None),
        SpeechMetrics(CollectorRegistry()),
    )
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.sends_voice(anna, anna)
        await visit.settled()

    assert house.parlour is not None
    assert "разговор отключён" in visit.last(anna)
    assert [] == list(await house.parlour.memory.all(PersonId(anna)))
    assert [ReceiptKind.REFUSAL] == visit.receipts()
