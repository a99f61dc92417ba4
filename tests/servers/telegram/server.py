"""What a test sees of the stand-in, and what the methods of the API work on."""

from dataclasses import dataclass, field
from typing import Final

from tests.servers.telegram.chats import Person
from tests.servers.telegram.commands import Commands
from tests.servers.telegram.faults import Faults
from tests.servers.telegram.fields import Json
from tests.servers.telegram.files import MOST_UPLOADED
from tests.servers.telegram.journal import Journal
from tests.servers.telegram.people import People
from tests.servers.telegram.rates import Rates
from tests.servers.telegram.webhook import Courier
from tests.servers.telegram.world import World

TOKEN: Final = "42:TEST"


@dataclass(slots=True)
class BotApiServer:
    token: str
    world: World
    people: People
    """The side of the people: they speak, press buttons, come and go."""
    courier: Courier
    """The webhook."""
    base: str = ""
    """Address for ``TelegramAPIServer.from_base``."""
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    rates: Rates = field(default_factory=Rates)
    commands: Commands = field(default_factory=Commands)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    """By what they describe (name, description or short_description) and language."""
    max_upload: int = MOST_UPLOADED
    """Bytes of one file."""
    logged_out: bool = False
    """The bot called logOut: its token does not work here any more."""
    crashes: list[Exception] = field(default_factory=list)
    """Mistakes of the server itself; its end raises them."""

    def shown(self, chat_id: int) -> str:
        """What a chat shows, for people to read."""
        return self.world.shown(chat_id)

    def menu(self, chat_id: int, user_id: int) -> list[Json]:
        """The commands that a person's menu shows in a chat."""
        language = self.world.person(user_id).language_code or ""
        return self.commands.menu(self.world.chat(chat_id), user_id, language)


def bot_api(token: str = TOKEN) -> BotApiServer:
    """A server that does not listen yet."""
    number = int(token.partition(":")[0])
    world = World(Person(number, "Alfred", username="alfred_test_bot", is_bot=True))
    courier = Courier(world.updates)
    world.updates.arrived = courier.wake
    return BotApiServer(token, world, People(world), courier)
