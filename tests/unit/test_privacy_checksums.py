import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.recognisers import checksums


@pytest.mark.parametrize("card", ["4111111111111111", "378282246310005", "2202202312345675"])
def test_luhn_accepts_card_numbers_of_the_schemes(card: str) -> None:
    assert checksums.luhn(card)


@given(st.from_regex(r"[0-9]{15}", fullmatch=True), st.integers(1, 9))
def test_luhn_detects_a_wrong_last_digit(digits: str, change: int) -> None:
    valid = next(f"{digits}{last}" for last in range(10) if checksums.luhn(f"{digits}{last}"))

    wrong = f"{digits}{(int(valid[-1]) + change) % 10}"

    assert not checksums.luhn(wrong)


@pytest.mark.parametrize("account", ["GB29NWBK60161331926819", "DE89370400440532013000"])
def test_iban_takes_an_account_and_refuses_it_with_two_characters_swapped(account: str) -> None:
    swapped = account[:-2] + account[-1] + account[-2]

    assert checksums.iban(account)
    assert not checksums.iban(swapped) or swapped == account


@pytest.mark.parametrize("number", ["7707083893", "7728168971", "500100732259", "771234567859"])
def test_inn_takes_numbers_of_companies_and_persons(number: str) -> None:
    assert checksums.inn(number)


@pytest.mark.parametrize("number", ["7707083894", "500100732258", "500100732269", "123", ""])
def test_inn_refuses_wrong_check_digits_and_lengths(number: str) -> None:
    assert not checksums.inn(number)


@pytest.mark.parametrize("number", ["11223344595", "08765430200", "08765430300"])
def test_snils_takes_numbers_whose_remainder_is_small_and_those_where_it_is_100(
    number: str,
) -> None:
    assert checksums.snils(number)


@pytest.mark.parametrize("number", ["11223344596", "00000000000", "1122334459", ""])
def test_snils_refuses_wrong_check_digits_and_numbers_that_have_none(number: str) -> None:
    assert not checksums.snils(number)
