"""What is said while an account is being connected, and once it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telethon.qr import Failure, NotConnected, PasswordNeeded
from bot.views.connect_buttons import ConnectButton, OnConnect
from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.ingest.models import ReadingAccount

_HINT = 100
_NAME = 64
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class AccountStatus:
    account: ReadingAccount
    groups: int
    """How many are read through it."""
    read_at: datetime | None
    zone: ZoneInfo
    """By whose clock it is told."""


def keyboard(wording: Wording, *rows: tuple[OnConnect, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button(action, wording) for action in row] for row in rows]
    )


def intro_keyboard(wording: Wording) -> InlineKeyboardMarkup:
    return keyboard(wording, (OnConnect.START,), (OnConnect.CANCEL,))


def password_text(asked: PasswordNeeded, left: int, wording: Wording) -> str:
    """``left`` is how many attempts there are."""
    if asked.wrong:
        return wording.say("connect-password-wrong", left=left)
    hint = shorten(harmless(asked.hint), _HINT)
    if hint:
        return wording.say("connect-password-hint", hint=hint)
    return wording.say("connect-password")


def failure_text(outcome: NotConnected, wording: Wording) -> str:
    match outcome.failure:
        case Failure.TIMEOUT:
            return wording.say("connect-timeout")
        case Failure.CANCELLED:
            return wording.say("connect-cancelled")
        case Failure.PASSWORD:
            return wording.say("connect-password-given-up")
        case Failure.FLOOD:
            return flood_text(outcome.seconds, wording)
        case never:
            assert_never(never)


def flood_text(seconds: int, wording: Wording) -> str:
    if seconds < _MINUTE:
        return wording.say("connect-flood-seconds", seconds=seconds)
    return wording.say("connect-flood-minutes", minutes=-(-seconds // _MINUTE))


def done_text(own: bool, name: str | None, wording: Wording) -> str:
    """``own`` if the account is the person's own."""
    if own:
        return wording.say("connect-done-own")
    if name is None:
        return wording.say("connect-done")
    return wording.say("connect-done-named", name=shorten(harmless(name), _NAME))


def status_text(status: AccountStatus, wording: Wording) -> str:
    since = _moment(status.account.connected_at, status.zone, wording)
    if status.account.lost is not None:
        reason = harmless(status.account.lost).replace(" ", "_")
        return wording.say("connect-status-lost", since=since, reason=reason)
    if status.read_at is None:
        return wording.say("connect-status-fresh", since=since, groups=status.groups)
    last = _moment(status.read_at, status.zone, wording)
    return wording.say("connect-status", since=since, groups=status.groups, last=last)


def status_keyboard(status: AccountStatus, wording: Wording) -> InlineKeyboardMarkup:
    again = _button(OnConnect.START, wording, "again")
    leave = _button(OnConnect.LEAVE, wording)
    if status.account.lost is not None:
        return InlineKeyboardMarkup(inline_keyboard=[[again], [leave]])
    groups = _button(OnConnect.GROUPS, wording)
    return InlineKeyboardMarkup(inline_keyboard=[[groups], [again, leave]])


def _button(action: OnConnect, wording: Wording, name: str = "") -> InlineKeyboardButton:
    named = name or action.name.lower().replace("_", "-")
    return InlineKeyboardButton(
        text=wording.say(f"connect-button-{named}"),
        callback_data=ConnectButton(action=action).pack(),
    )


def _moment(moment: datetime, zone: ZoneInfo, wording: Wording) -> str:
    local = moment.astimezone(zone)
    date = wording.say("digest-date", day=local.day, month=local.month, weekday=local.isoweekday())
    return wording.say("connect-moment", date=date, time=f"{local:%H:%M}")
