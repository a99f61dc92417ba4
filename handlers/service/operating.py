"""What operators may ask for, and what they are told, as it is put together."""

from dataclasses import dataclass

from bot.operators.chat import AdminChat
from bot.operators.dead_letters import DeadLetterWatch
from bot.operators.standings import StandingsNow
from bot.telegram.transport import Transport
from handlers.commands.dlq_desk import DeadLetterDesk
from handlers.commands.provided import ProvidedForOperators
from handlers.service.kitchen import Kitchen
from pipeline.operators.access import Operators


@dataclass(frozen=True, slots=True)
class Operating:
    kitchen: Kitchen
    transport: Transport
    admin_chat: int | None

    def operators(self) -> Operators:
        statuses = self.kitchen.ports.chat_statuses
        return Operators(self.admin_chat, StandingsNow(self.transport.membership), statuses)

    def provided(self) -> ProvidedForOperators:
        desk = DeadLetterDesk(self.kitchen.ports.dead_letters, self.kitchen.now)
        return ProvidedForOperators(self.operators(), desk)

    def watch(self) -> DeadLetterWatch:
        ports = self.kitchen.ports
        chat = AdminChat(
            self.operators(),
            self.transport.bot,
            ports.people,
            ports.group_book,
            self.kitchen.wording,
        )
        return DeadLetterWatch(ports.letter_notices, ports.dead_letters, chat)
