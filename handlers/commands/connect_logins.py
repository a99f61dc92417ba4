"""Logins under way. They take minutes, and so run beside the turns that begin and feed them.

A login lives and dies with its process: the session is written only at its end. What outlives it
is the state of the dialogue, by which the next process sees that a login was broken off.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from bot.telegram.turn import apart
from bot.telethon.qr import PASSWORDS, Code, Connected, NotConnected, PasswordNeeded
from bot.views.connect import done_text, failure_text, keyboard, password_text
from bot.views.connect_buttons import OnConnect
from handlers.commands.connect_ports import AccountDesk, Login, TelegramRefusedError
from handlers.commands.connect_screen import LoginScreen
from pipeline.errors import AlfredError
from pipeline.groups.models import Person, PersonId
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId

_log = logging.getLogger(__name__)


class Connecting(StatesGroup):
    scanning = State()
    password = State()
    """The next message is the two-step password."""


SECRET_STATES = frozenset({str(Connecting.password.state)})
"""For ``DialogueStorage``: what is said in them is never stored."""


@dataclass(slots=True, eq=False)
class _Attempt:
    person: Person
    tenant: TenantId
    login: Login
    screen: LoginScreen
    dialogue: FSMContext
    wrong: int = 0
    """Passwords that were not it."""

    async def show(self, asked: Code | PasswordNeeded) -> None:
        if isinstance(asked, Code):
            await self.screen.code(asked)
            await self.dialogue.set_state(Connecting.scanning)
            return
        self.wrong += asked.wrong
        # First the state: the answer may come the moment that it is asked for.
        await self.dialogue.set_state(Connecting.password)
        left = PASSWORDS - self.wrong
        await self.screen.ask(password_text(asked, left, self.screen.wording))


@dataclass(slots=True)
class Logins:
    """A part of the service. One person has one login at a time."""

    desk: AccountDesk
    name: str = "logins"
    _tasks: asyncio.TaskGroup | None = None
    _attempts: dict[PersonId, _Attempt] = field(default_factory=dict)

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            life.ready()
            try:
                await life.stopping.wait()
            finally:
                self._tasks = None
                for attempt in self._attempts.values():
                    attempt.login.cancel()

    def under_way(self, person: PersonId) -> bool:
        return person in self._attempts

    def begin(
        self, person: Person, tenant: TenantId, screen: LoginScreen, dialogue: FSMContext
    ) -> bool:
        """Start a login; False if this process is about to stop, or has one of theirs.

        Raises:
            NoApplicationError: There is no application, so nothing can be connected.
        """
        if self._tasks is None or person.id in self._attempts:
            return False
        login = self.desk.begin_login(tenant)
        attempt = _Attempt(person, tenant, login, screen, dialogue)
        self._attempts[person.id] = attempt
        self._tasks.create_task(self._follow(attempt))
        return True

    def give_password(self, person: PersonId, password: str) -> bool:
        """False if no login of theirs is under way."""
        attempt = self._attempts.get(person)
        if attempt is not None:
            attempt.login.give_password(password)
        return attempt is not None

    def cancel(self, person: PersonId) -> bool:
        """False if no login of theirs is under way."""
        attempt = self._attempts.get(person)
        if attempt is not None:
            attempt.login.cancel()
        return attempt is not None

    async def _follow(self, attempt: _Attempt) -> None:
        """Run it to its end and tell how it ended; whatever happens, the other logins go on."""
        # The turn that began it is over: what is sent from here on is no part of it.
        with apart():
            try:
                await self._tell(attempt, await self._ended(attempt))
            except (TelegramAPIError, AlfredError) as error:
                _log.info("a login's end was not told: %s", type(error).__name__)

    async def _ended(self, attempt: _Attempt) -> Connected | NotConnected | str:
        """Once it is told that it ended, another one may be begun."""
        try:
            outcome = await self._outcome(attempt)
            if not await self._may_get_a_password(attempt):
                await attempt.dialogue.clear()
        finally:
            del self._attempts[attempt.person.id]
        return outcome

    async def _may_get_a_password(self, attempt: _Attempt) -> bool:
        """Whether the process stops before the answer came: it may be on its way."""
        return self._tasks is None and await attempt.dialogue.get_state() in SECRET_STATES

    async def _outcome(self, attempt: _Attempt) -> Connected | NotConnected | str:
        """How it ended, or the words for what went wrong."""
        wording = attempt.screen.wording
        try:
            outcome = await attempt.login.run(attempt.show)
            if isinstance(outcome, Connected):
                await self.desk.connected(attempt.tenant, outcome.telegram_user_id)
        except TelegramRefusedError as refused:
            _log.error("no account can be connected: %s", refused)
            return wording.say("connect-refused")
        except OSError:
            return wording.say("connect-unreachable")
        except Exception as error:
            # Telethon's errors are of many kinds, and their texts are not for a log.
            _log.error("a login failed: unexpected %s", type(error).__name__)
            return wording.say("connect-failed")
        return outcome

    async def _tell(self, attempt: _Attempt, outcome: Connected | NotConnected | str) -> None:
        wording = attempt.screen.wording
        if isinstance(outcome, Connected):
            own = outcome.telegram_user_id == attempt.person.id
            name = None if own else await self.desk.holder(attempt.tenant)
            text = done_text(own, name, wording)
            await attempt.screen.tell(text, keyboard(wording, (OnConnect.GROUPS,)))
            return
        if self._tasks is None:
            text = wording.say("connect-broken-off")
        elif isinstance(outcome, NotConnected):
            text = failure_text(outcome, wording)
        else:
            text = outcome
        await attempt.screen.tell(text, keyboard(wording, (OnConnect.START,)))
