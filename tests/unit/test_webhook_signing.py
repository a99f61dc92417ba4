"""Signatures, checked by the very function that docs/webhooks.md gives to receivers."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pipeline.webhooks.signing import new_secret, signature

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
SECRET = SecretStr("whsec_example")
NOW = 1_800_000_000


@pytest.fixture(scope="module")
def is_from_alfred() -> Any:
    [source] = re.findall(r"```python\n(.+?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    known: dict[str, Any] = {}
    exec(source, known)  # noqa: S102  # what the page tells receivers to run
    return known["is_from_alfred"]


def test_the_function_of_the_document_knows_our_signature(is_from_alfred: Any) -> None:
    header = signature(SECRET, b'{"digest_id": 1}', NOW)

    assert re.fullmatch(rf"t={NOW},v1=[0-9a-f]{{64}}", header)
    assert is_from_alfred("whsec_example", header, b'{"digest_id": 1}', NOW + 1)


@given(body=st.binary(), secret=st.text(st.characters(codec="utf-8"), min_size=1))
def test_it_knows_it_whatever_the_body_and_the_secret(
    is_from_alfred: Any, body: bytes, secret: str
) -> None:
    assert is_from_alfred(secret, signature(SecretStr(secret), body, NOW), body, NOW)


@pytest.mark.parametrize(
    ("secret", "body", "now"),
    [
        ("another", b"body", NOW),
        ("whsec_example", b"body ", NOW),
        ("whsec_example", b"body", NOW + 301),
        ("whsec_example", b"body", NOW - 301),
    ],
)
def test_another_secret_body_or_time_is_refused(
    is_from_alfred: Any, secret: str, body: bytes, now: int
) -> None:
    assert not is_from_alfred(secret, signature(SECRET, b"body", NOW), body, now)


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "v1=00", f"t={NOW}", "t=x,v1=00", "t=٣,v1=00", f"t={NOW},v1=é"]
)
def test_a_header_that_is_none_is_refused(is_from_alfred: Any, header: str) -> None:
    assert not is_from_alfred("whsec_example", header, b"body", NOW)


def test_the_time_cannot_be_changed(is_from_alfred: Any) -> None:
    header = signature(SECRET, b"body", NOW).replace(str(NOW), str(NOW + 400))

    assert not is_from_alfred("whsec_example", header, b"body", NOW + 400)


def test_every_secret_is_another_and_hides_itself() -> None:
    first, second = new_secret(), new_secret()

    assert first != second
    assert re.fullmatch(r"whsec_[A-Za-z0-9_-]{43}", first.get_secret_value())
    assert first.get_secret_value() not in repr(first)
