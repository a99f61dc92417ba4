"""What operators may ask for, and what they are told, as it is put together."""

import asyncio
from dataclasses import dataclass, field

from bot.operators.alarms import AlarmWatch
from bot.operators.chat import AdminChat
from bot.operators.dead_letters import DeadLetterWatch
from bot.operators.names import OperatorNames
from bot.operators.rollouts import WatchReports
from bot.operators.standings import StandingsNow
from bot.pictures.rollout import draw
from bot.telegram.transport import Transport
from handlers.commands.alerts import AlarmDesk
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.dlq_desk import DeadLetterDesk
from handlers.commands.gonogo import GoNoGoDesk
from handlers.commands.pausing import PauseDesk
from handlers.commands.provided import ProvidedForOperators
from handlers.service.kitchen import Kitchen
from pipeline.health.parts import Part
from pipeline.operators.access import Operators
from pipeline.orders.unfinished import CallOff
from pipeline.rollout.measuring import Measuring


@dataclass(frozen=True, slots=True)
class Operating:
    kitchen: Kitchen
    transport: Transport
    admin_chat: int | None
    measuring: Measuring
    alarms_wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def operators(self) -> Operators:
        statuses = self.kitchen.ports.chat_statuses
        return Operators(self.admin_chat, StandingsNow(self.transport.membership), statuses)

    def provided(self) -> ProvidedForOperators:
        ports, now, operators = self.kitchen.ports, self.kitchen.now, self.operators()
        names = OperatorNames(operators, self.transport.bot)
        return ProvidedForOperators(
            operators,
            DeadLetterDesk(ports.dead_letters, now),
            AlarmDesk(ports.alarms, now, self.alarms_wanted.set),
            CanaryDesk(
                ports.rollouts,
                self.kitchen.tuning.overrides,
                names,
                ports.gate_looks,
                draw,
                now,
                ports.checklists,
                ports.tenants.exists,
            ),
            CallOff(ports.unfinished, ports.orders, ports.signals),
            GoNoGoDesk(ports.checklists, self.measuring, names, now),
            PauseDesk(ports.pauses, self.measuring.pauses, names, now),
        )

    def watches(self) -> tuple[Part, ...]:
        """What tells the admin chat something of its own accord."""
        ports = self.kitchen.ports
        chat = AdminChat(
            self.operators(),
            self.transport.bot,
            ports.people,
            ports.group_book,
            self.kitchen.wording,
        )
        return (
            DeadLetterWatch(ports.letter_notices, ports.dead_letters, chat),
            AlarmWatch(ports.alarms, chat, self.alarms_wanted),
            WatchReports(ports.watch_notices, chat),
        )
