import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.groups.addresses import ChatNumber, Invitation, Username, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("@site_team", Username("site_team")),
        ("  @Site_Team ", Username("Site_Team")),
        ("site_team", Username("site_team")),
        ("t.me/site_team", Username("site_team")),
        ("https://t.me/site_team/15?thread=3", Username("site_team")),
        ("http://www.telegram.me/site_team", Username("site_team")),
        ("HTTPS://T.ME/site_team", Username("site_team")),
        ("посмотри t.me/s/site_team, пожалуйста", Username("site_team")),
        ("tg://resolve?domain=site_team", Username("site_team")),
        ("t.me/+AbCd-_12345", Invitation("AbCd-_12345")),
        ("https://t.me/joinchat/AbCdEfGh12", Invitation("AbCdEfGh12")),
        ("tg://join?invite=AbCdEfGh12", Invitation("AbCdEfGh12")),
        ("https://t.me/c/1234567890/15", ChatNumber(-1_001_234_567_890)),
        ("t.me/c/7", ChatNumber(-1_000_000_000_007)),
    ],
)
def test_an_address_is_read_as_people_write_it(
    text: str, address: Username | Invitation | ChatNumber
) -> None:
    assert address == read_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "привет",
        "добавь нашу группу",
        "write to anna@example.com",
        "@ab",
        "@_team",
        "t.me/+",
        "t.me/c/0/1",
        "t.me/c/9999999999999999/1",
        "https://t.me/addstickers/cats",
        "https://t.me/proxy?server=evil",
        "https://evil.example/?u=t.me/site_team",
        "https://evil.example/t.me/site_team",
        "evil-t.me/site_team",
        "xt.me/site_team",
        "x" * 600 + " @site_team",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


@given(st.text(alphabet="t.me/@+c?=hpsg:-_ 019aя\u202e\x00\n", max_size=80))
def test_whatever_is_read_is_fit_to_be_asked_for(text: str) -> None:
    match read_address(text):
        case Username(name):
            assert name.isascii()
            assert name.replace("_", "").isalnum()
        case Invitation(invitation):
            assert invitation.isascii()
            assert 8 <= len(invitation) <= 64
        case ChatNumber(number):
            assert number < -1_000_000_000_000
        case nothing:
            assert nothing is None
