"""Check digits of the numbers that people must not leak. Each takes ASCII digits only."""


def luhn(digits: str) -> bool:
    """Payment cards: ISO/IEC 7812-1, annex B."""
    total = sum(map(int, digits[-1::-2]))
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def iban(account: str) -> bool:
    """ISO 13616: moved by four and read in base 36, the remainder by 97 is 1."""
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97 == 1


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn(digits: str) -> bool:
    """Russian taxpayer number, 10 digits of a company or 12 of a person.

    The weights are those of the Federal Tax Service's order on the structure of the number.
    """
    if len(digits) == 10:
        return _inn_digit(digits, _INN_10) == digits[9]
    return (
        len(digits) == 12
        and _inn_digit(digits, _INN_11) == digits[10]
        and _inn_digit(digits, _INN_12) == digits[11]
    )


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    weighted = zip(digits, weights, strict=False)
    return str(sum(int(digit) * weight for digit, weight in weighted) % 11 % 10)


_SNILS_UNCHECKED = 1_001_998
"""Numbers up to 001-001-998 were given out before the check digits were introduced."""


def snils(digits: str) -> bool:
    """Russian pension insurance number: nine digits and two check digits."""
    if len(digits) != 11 or int(digits[:9]) <= _SNILS_UNCHECKED:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])
