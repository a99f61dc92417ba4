import re
from decimal import Decimal
from typing import Any, Final

_LOWEST: Final = -(2**63)
_HIGHEST: Final = 2**63 - 1
_WRITTEN_OUT: Final = re.compile(r"-?[0-9]{1,19}")


def whole_number(value: Any) -> int | None:
    """The whole number that a JSON value means, if it fits 64 bits; ``true`` means none.

    Telegram Desktop itself writes some numbers as strings (``"voters": "2"``), other programs
    write ids so, or with a decimal point (``12.0``).
    """
    number = value if type(value) is int else _meant(value)
    return number if number is not None and _LOWEST <= number <= _HIGHEST else None


def _meant(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if _WRITTEN_OUT.fullmatch(value) else None
    if isinstance(value, Decimal) and _LOWEST <= value <= _HIGHEST and value == int(value):
        return int(value)
    return None
