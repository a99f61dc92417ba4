"""Dead letters as an operator reads them: a list, one of them, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from bot.buttons.dead_letters import (
    AllLettersButton,
    Deed,
    LetterButton,
    LetterDeedButton,
    LettersButton,
    OnLetter,
    OpenLettersButton,
    ReplayAllButton,
    seconds_of,
    version_of,
)
from bot.views.legible import harmless, shorten
from bot.views.paging import turning_row
from bot.views.period import clock
from bot.views.screen import Screen, button, in_rows
from pipeline.delivery.models import DeadLetter, DeadLetterNotice
from pipeline.digest.ports import Wording

_ERROR_IN_LIST: Final = 160
_ERROR: Final = 1_000
_NAME: Final = 64
_IN_A_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class LetterPage:
    letters: Sequence[DeadLetter]
    page: int
    total: int


def list_screen(page: LetterPage, zone: ZoneInfo, wording: Wording) -> Screen:
    if not page.letters:
        return Screen(wording.say("dlq-empty"))
    numbers = [
        button(_number(letter, wording), LetterButton(action=OnLetter.SHOW, letter=letter.id))
        for letter in page.letters
    ]
    every = button(wording.say("dlq-button-all", count=page.total), AllLettersButton())
    return Screen(
        "\n\n".join(_entry(letter, zone, wording) for letter in page.letters),
        wording.say("dlq-title", count=page.total),
        [
            *in_rows(numbers, _IN_A_ROW),
            *turning_row(page.total, page.page, lambda to: LettersButton(page=to), wording),
            [every],
        ],
    )


def letter_screen(letter: DeadLetter, zone: ZoneInfo, wording: Wording) -> Screen:
    body = wording.say(
        "dlq-letter",
        when=_moment(letter.died_at, zone, wording),
        count=letter.attempts,
        error=shorten(harmless(letter.error), _ERROR),
        tenant=_tenant(letter),
        event=letter.event,
        key=shorten(harmless(letter.key), _NAME),
    )
    replaying = wording.say("dlq-replaying", event=_slug(letter.event))
    return Screen(
        f"{body}\n\n{replaying}",
        _title(letter, wording),
        [
            [
                _on(letter, OnLetter.REPLAY, wording.say("dlq-button-replay")),
                _on(letter, OnLetter.DROP, wording.say("dlq-button-drop")),
            ],
            [_to_list(wording)],
        ],
    )


def deed_screen(letter: DeadLetter, deed: Deed, until: datetime, wording: Wording) -> Screen:
    """Asks whether it is meant."""
    sure = LetterDeedButton(
        deed=deed, letter=letter.id, version=version_of(letter), until=seconds_of(until)
    )
    return Screen(
        wording.say(f"dlq-sure-{deed.name.lower()}"),
        _title(letter, wording),
        [
            [button(wording.say(f"dlq-yes-{deed.name.lower()}"), sure)],
            [_on(letter, OnLetter.SHOW, wording.say("dlq-no"))],
        ],
    )


def all_screen(total: int, upto: int, until: datetime, wording: Wording) -> Screen:
    """Asks whether all are to be replayed."""
    sure = ReplayAllButton(upto=upto, until=seconds_of(until))
    return Screen(
        wording.say("dlq-sure-all", count=total),
        rows=[
            [button(wording.say("dlq-yes-all"), sure)],
            [button(wording.say("dlq-no"), LettersButton())],
        ],
    )


def done_screen(letter: DeadLetter, deed: Deed, wording: Wording) -> Screen:
    told = wording.say(f"dlq-done-{deed.name.lower()}")
    return Screen(told, _title(letter, wording), [[_to_list(wording)]])


def all_done_screen(replayed: int, left: int, wording: Wording) -> Screen:
    told = [
        wording.say("dlq-done-all", count=replayed) if replayed else wording.say("dlq-done-none")
    ]
    if left:
        told.append(wording.say("dlq-left", count=left))
    return Screen(" ".join(told), rows=[[_to_list(wording)]])


def gone_screen(number: int, wording: Wording) -> Screen:
    """It was there, and is not any more: whoever asks for it did that, or somebody else."""
    return Screen(wording.say("dlq-gone", number=str(number)), rows=[[_to_list(wording)]])


def usage_screen(wording: Wording) -> Screen:
    return Screen(wording.say("dlq-usage"))


def notice_screen(notice: DeadLetterNotice, total: int, wording: Wording) -> Screen:
    """What the admin chat is told of its own accord."""
    kinds = _by_words(notice.kinds, wording).items()
    parts = [
        wording.say("dlq-notice", count=len(notice.letters)),
        "\n".join(wording.say("dlq-notice-line", what=what, count=count) for what, count in kinds),
        wording.say("dlq-notice-total", count=total) if total > len(notice.letters) else "",
        wording.say("dlq-notice-again") if notice.again else "",
    ]
    return Screen(
        "\n\n".join(part for part in parts if part),
        rows=[[button(wording.say("dlq-button-open"), OpenLettersButton())]],
    )


def _by_words(kinds: Mapping[str, int], wording: Wording) -> Mapping[str, int]:
    """Events that are called the same are counted together."""
    told: dict[str, int] = {}
    for event, count in kinds.items():
        words = event_words(event, wording)
        told[words] = told.get(words, 0) + count
    return told


def event_words(event: str, wording: Wording) -> str:
    return wording.say("dlq-event", event=_slug(event))


def _entry(letter: DeadLetter, zone: ZoneInfo, wording: Wording) -> str:
    return wording.say(
        "dlq-entry",
        title=_title(letter, wording),
        when=_moment(letter.died_at, zone, wording),
        count=letter.attempts,
        tenant=_tenant(letter),
        error=shorten(harmless(letter.error), _ERROR_IN_LIST),
    )


def _title(letter: DeadLetter, wording: Wording) -> str:
    return f"{_number(letter, wording)} · {event_words(letter.event, wording)}"


def _number(letter: DeadLetter, wording: Wording) -> str:
    return wording.say("dlq-number", number=str(letter.id))


def _tenant(letter: DeadLetter) -> str:
    return shorten(harmless(letter.tenant_name), _NAME) or str(letter.tenant)


def _moment(moment: datetime, zone: ZoneInfo, wording: Wording) -> str:
    local = moment.astimezone(zone)
    date = wording.say("digest-date", day=local.day, month=local.month, weekday=local.isoweekday())
    return f"{date}, {clock(local)}"


def _slug(event: str) -> str:
    """The name of an event as wordings take it: ``digest-delivery-due``."""
    return event.rpartition(".")[0].replace(".", "-").replace("_", "-")


def _on(letter: DeadLetter, action: OnLetter, text: str) -> InlineKeyboardButton:
    return button(text, LetterButton(action=action, letter=letter.id))


def _to_list(wording: Wording) -> InlineKeyboardButton:
    return button(wording.say("dlq-button-list"), LettersButton())
