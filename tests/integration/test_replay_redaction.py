"""Personal data stay with the messages: all else that is stored or logged has masks and tokens."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from storage.postgres.connection import Connection
from tests.fixtures.exports import exported
from tests.fixtures.replays import Home, Replays
from tests.telegram_desktop import plain

PHONE, PHONE_IN_A_NAME = "+7 916 123-45-67", "+7 903 765-43-21"
CARD = "4111 1111 1111 1111"
SECRETS = (
    PHONE,
    PHONE_IN_A_NAME,
    CARD,
    "DE89370400440532013000",
    "4509 123456",
    "112-233-445 95",
    "marina.lebedeva@example.com",
    "Zx9kLm2QpW",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "s3cr3tQuery77",
)
TALK = f"""
101 09:02 Марина Лебедева: Коллеги, решили: договор подписываем в четверг, мой номер {PHONE}
102 09:05 Борис Котов → 101: Марина, я проверю договор до вечера, карта для оплаты {CARD}
103 09:07 Вика Орлова → 102: Борису пришлю реквизиты: IBAN DE89370400440532013000
104 09:15 Борис Котов → 103: Спасибо, паспорт для договора 4509 123456, СНИЛС 112-233-445 95
105 09:20 Марина Лебедева → 104: Пишите на marina.lebedeva@example.com, договор готов
106 10:40 Вика Орлова: Доступ к порталу: пароль Zx9kLm2QpW, никому не передавайте
107 10:44 Марина Лебедева → 106: Нужно сменить токен ghp_16C7e42F292c6912E7710c838347Ae178B4a
108 10:50 Вика Орлова → 107: Лебедевой отправила новый, договорились хранить его в сейфе
109 14:10 Борис Котов: Кто откроет https://portal.example/x?token=s3cr3tQuery77 для аудита?
110 16:00 Марина Лебедева → 109: Открою доступ для аудита сегодня, Котову придёт письмо
"""
NAMES = re.compile(r"Марин|Лебедев|Борис|Котов|Вик[аеиоу]\b|Орлов")

# Everything that can hold a text, of whatever table there is.
_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
JOIN pg_tables ON tablename = table_name AND schemaname = table_schema
WHERE table_schema = 'public'
    AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
    AND table_name NOT IN ('group_messages', 'group_message_versions')
ORDER BY table_name, ordinal_position
"""
WHERE_NAMES_BELONG = {
    ("group_digest_participants", "name"),
    ("group_digests", "people"),
}

_REFUSE = f"""
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused' USING DETAIL = 'Key (text)=({PHONE}) of Марина Лебедева';
END
$$;
CREATE TRIGGER refuse BEFORE INSERT ON group_digest_stage_artifacts FOR EACH ROW
    EXECUTE FUNCTION refuse();
"""


def _export() -> dict[str, Any]:
    scan = plain(
        111,
        "Скан договора",
        file=f"files/договор {PHONE_IN_A_NAME}.pdf",
        file_name=f"договор {PHONE_IN_A_NAME}.pdf",
        mime_type="application/pdf",
        date_unixtime="1772467200",
        **{"from": "Вика Орлова", "from_id": "user7"},
    )
    export = exported(TALK)
    export["messages"].append(scan)
    return export


async def _stored(behind: Connection) -> dict[tuple[str, str], str]:
    """The whole text of each column."""
    stored = {}
    for table, column, kind in await behind.fetch(_COLUMNS):
        text = f"convert_from({column}, 'UTF8')" if kind == "bytea" else f"{column}::text"
        query = f"SELECT string_agg({text}, ' ') FROM {table}"  # noqa: S608
        stored[table, column] = await behind.fetchval(query) or ""
    return stored


def _logs(home: Path) -> str:
    return "\n".join(path.read_text("utf-8", "replace") for path in home.rglob("*.log*"))


@pytest.fixture
async def told(warm_home: Home, replays: Replays) -> dict[tuple[str, str], str]:
    """What is stored after the talk was digested, in both languages."""
    for language in ("ru", "en"):
        assert 0 == replays(_export(), "--lang", language).code
    return await _stored(warm_home.behind)


async def test_no_raw_value_is_stored_beside_the_messages(
    told: dict[tuple[str, str], str], warm_home: Home
) -> None:
    leaks = {
        (place, secret) for place, text in told.items() for secret in SECRETS if secret in text
    }

    assert set() == leaks
    assert [] == [secret for secret in SECRETS if secret in _logs(warm_home.path)]
    assert "⟦phone⟧" in told["group_digest_stage_artifacts", "answer"]


async def test_people_are_tokens_wherever_they_need_no_name(
    told: dict[tuple[str, str], str],
) -> None:
    named = {place for place, text in told.items() if NAMES.search(text)}

    assert named == WHERE_NAMES_BELONG
    assert "⟦P" in told["group_digests", "digest"]
    assert "⟦P" in told["group_digest_stage_artifacts", "answer"]


def test_a_reader_sees_names_and_masks(replays: Replays) -> None:
    report = replays.report(_export())
    ended = replays(_export(), "--quiet")

    everything = ended.out + json.dumps(report, ensure_ascii=False)
    assert {"Марина Лебедева", "Борис Котов", "Вика Орлова"} == {
        person["name"] for person in report["windows"][0]["participants"]
    }
    assert "Марина Лебедева" in ended.out
    assert "⟦" not in everything
    assert [] == [secret for secret in SECRETS if secret in everything]


@asynccontextmanager
async def _refusing(behind: Connection) -> AsyncIterator[None]:
    """A database that accepts no artifact, and quotes a message when it says so."""
    await behind.execute(_REFUSE)
    yield
    await behind.execute("DROP FUNCTION refuse() CASCADE")


async def test_a_failure_is_told_without_the_data_that_its_error_quotes(
    replays: Replays, warm_home: Home
) -> None:
    async with _refusing(warm_home.behind):
        run = replays.start(_export())
        await warm_home.last_attempt()
        ended = run.ended()

    stored = await _stored(warm_home.behind)
    said = ended.out + ended.err + _logs(warm_home.path)
    assert 1 == ended.code
    assert "1 of 1 windows could not be digested" in ended.err
    assert "RaiseError" in stored["dead_letters", "error"]
    assert "RaiseError" in said
    assert set() == {place for place, text in stored.items() if PHONE in text}
    assert PHONE not in said
    assert not NAMES.search(stored["dead_letters", "error"] + said)
