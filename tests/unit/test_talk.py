"""The one rule of what counts as talk."""

from datetime import UTC, datetime

import pytest

from bot.settings import TelegramSettings
from handlers.commands.menu import MENU
from pipeline.digest.corpus import Noise
from pipeline.ingest.models import AuthorId, Media, MediaKind, Message, MessageId, MessageKind
from pipeline.ingest.talk import Aside, aside, is_command, is_talk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG = "кто обещал починить сборку и до какого числа мы этого ждём"


def message(text: str = "", **changes: object) -> Message:
    fields: dict[str, object] = {
        "id": MessageId(1),
        "sent_at": NOON,
        "kind": MessageKind.TEXT,
        "author_id": AuthorId("user1"),
        "author_name": "Аня",
        "text": text,
    }
    return Message(**(fields | changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (message("релиз в пятницу"), None),
        (message("", kind=MessageKind.MEDIA, media=Media(MediaKind.STICKER)), None),
        (message("", kind=MessageKind.UNKNOWN), None),
        (message("Вести с полей", kind=MessageKind.SERVICE), Aside.SERVICE),
        (message("/digest 4h"), Aside.COMMAND),
        (message("Сводка за 4 часа", own=True), Aside.OWN),
        (message("/digest", own=True), Aside.OWN),
    ],
)
def test_what_telegram_and_alfred_write_and_commands_are_no_talk(
    said: Message, why: Aside | None
) -> None:
    assert why is aside(said)
    assert (why is None) is is_talk(said)


@pytest.mark.parametrize(
    "text",
    [
        "/digest",
        "/digest 4h",
        "  /digest 4h\n",
        "/Digest@Alfred_Bot",
        "/digest@alfred_bot Команда 12h",
        f"/digest@alfred_bot {LONG}",
        "/deploy prod push-service 2.14.3",
        f"/ask {LONG}",
        "!roll 2d6",
    ],
)
def test_what_is_said_to_a_bot_is_a_command(text: str) -> None:
    assert is_command(text)
    assert is_command(text, marked=True) is text.strip().startswith("/")


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd is world readable",
        "/etc/passwd",
        "/var забит под завязку",
        "/",
        "/digest, а это что?",
        "/digest не работает",
        f"/deploy упал: {LONG}",
        "зачем нужен /digest",
        "1/2 готово",
        "/команда",
    ],
)
def test_a_sentence_that_begins_with_a_slash_or_names_a_command_is_talk(text: str) -> None:
    assert not is_command(text)


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("/2fa", True, True),
        ("/2fa", None, False),
        ("/deploy", False, False),
        ("/etc", True, False),
        ("/deploy is broken", True, False),
        (f"/deploy {LONG}", True, False),
        ("/digest, 4h", True, True),
    ],
)
def test_telegrams_mark_goes_before_the_words(
    text: str, marked: bool | None, expected: bool
) -> None:
    assert expected is is_command(text, marked=marked)


@pytest.mark.parametrize("command", sorted({*MENU.groups, *MENU.group_admins} - {"help"}))
def test_whatever_follows_a_command_of_alfreds_is_said_to_him(command: str) -> None:
    assert is_command(f"/{command} {LONG}")


def test_every_reason_is_a_kind_of_noise() -> None:
    assert {each.value for each in Aside} <= {each.value for each in Noise}


@pytest.mark.parametrize(("token", "own"), [("42:TEST", 42), (None, None)])
def test_the_bots_id_is_what_its_token_begins_with(token: str | None, own: int | None) -> None:
    settings = TelegramSettings(_env_file=None, bot_token=token)

    assert own == settings.bot_id
