"""Phone numbers: Russian ones in every spelling, others with a plus, a shape or a cue word."""

import re
from collections.abc import Iterator

from pipeline.privacy.recognisers.digit_runs import DigitRun
from pipeline.privacy.recognisers.numbering import possible, valid

_CUE = re.compile(
    r"(?:\b(?:тел|моб|сот)\b|\bт\.|телефон|мобильн|\bконтакт|звони|\bзвякни|\bнабер[ий]|смс|"
    r"на связи|(?:мой|моя|его|её|ее|ваш|твой|наш|по|на|этот|новый) номер|номер(?:а|ок)? ?:|"
    r"\b(?:my|his|her|our|your|their) number|"
    r"ватсап|вотсап|вацап|whats ?app|вайбер|viber|факс|"
    r"\b(?:phone|mobile|cell|tel|call|dial|sms|answering|messages? to|"
    r"(?:reach|text) (?:me|us|him|her|them))\b)"
    r"(?:[^\w\n]{0,3}[^\W\d]+){0,3}(?:[^\w\n]{0,4}|:\n)$"
    r"|\b(?:fax|office|desk|registered|hotline|ring[ ](?:me|us)(?:[ ]on)?|домашн\w{2}|городск\w{2}"
    r"|стационарн\w{2}|рабоч\w{2}|справочн\w{2}|регистратур\w|при[её]мн\w{2}|диспетчер\w*|аварийк\w|дежурн\w{2}|сотов\w{2}|мтс|билайн|мегафон|теле2|йота|велком|киевстар"
    r"|(?:отправ|перев|закин|скин|кин|пополн)\w{1,6}[ ](?:[\w]+[ ])?на|сбер\w{0,5}|сбп"
    r"|т-?банк|тиньк\w{2,5}|альф\w{1,3}|втб|юмани|киви|qiwi)[^\w\n]{0,4}$",
    re.IGNORECASE,
)
"""A word for a phone, up to three words before the number."""
_CUE_AFTER = re.compile(
    r"[ -](?:office|fax|mobile|cell|моб|сот|раб|дом|факс)(?:\b|\.)"
    r"|[ ](?:whats ?app|ватсап|вотсап|вацап|viber|вайбер|телега|тг\b|telegram|signal)",
    re.IGNORECASE,
)
_NOT_A_PHONE = re.compile(
    r"(?:[#№$€₽£]|\b(?:id|айди|ид|uid|imei|isbn|sku|s/n|order|ticket|issue|invoice|order_id|"
    r"user_id|chat_id|тикет|заказ\w*|трек\w*|накладн\w*|артикул\w*|договор\w*|счёт\w*|счет\w*|"
    r"инн|огрн|кпп|бик|снилс|паспорт\w*|серия|версия|version)\b)[^\w\n]{0,3}(?:номер\w*|no)?[^\w\n]{0,3}$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:%|₽|\$|€|£|руб|р\b|р\.|тыс|млн|млрд|коп|тенге|usd|eur|rub|шт|байт|бит|кб|мб|гб|сек|"
    r"мс\b|раз\b|bytes?|[kmg]i?b\b|ms\b|sec|times\b)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"[ ,]{0,2}(?:\((?:доб(?:авочн\w{2})?|вн|внутр|ext)\.?\s?\d{1,6}\)"
    r"|(?:доб\.?|добавочн\w{2}|вн\.|внутр\.?|ext\.?|x|#)\s?\d{1,6}(?!\w))",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d[-.]\d\d[-.]\d\d|\d\d[-.]\d\d[-.](?:19|20)\d\d")
_TRUNK_DIGITS, _MOBILE_DIGITS = 11, 10
_LONGEST = 15
"""Digits of an international number: ITU-T E.164."""
_SHORT_SHAPES: dict[tuple[int, ...], int] = {(2, 2, 2): 6, (1, 2, 2): 5}
"""12-34-56 and 2-34-56, and their digits."""
_DOMESTIC_SHAPES = ((1, 3, 3, 2, 2), (1, 4, 2, 2, 2), (1, 5, 1, 2, 2))
_FRENCH = (2, 2, 2, 2, 2)
_WITH_ZERO = ((5, 6), (5, 3, 3), (3, 4, 4), (4, 3, 4), _FRENCH)
_BRITAIN, _FRANCE = "+44", "+33"
_NEIGHBOURS = ("375", "380", "998", "996", "995", "374", "994", "992", "993", "373", "77")
_ABROAD = ("00", "810")
"""What is dialled instead of the plus: by ITU-T E.123, and from Russia."""


def international(run: DigitRun, first: int) -> int | None:
    """Return the group after a number that a plus begins, if there is one."""
    if not _plus_before(run, first):
        return None
    ends = list(_ends(run, first, shortest=8, longest=_LONGEST))
    for end in ends:
        if valid("+" + run.digits(first, end)):
            return end
    for end in ends:
        digits = run.digits(first, end)
        formatted = end - first > 1 or len(set(digits)) > 3
        if formatted and possible("+" + digits) and not _UNIT.match(run.after(end)):
            return end
    return None


def national(run: DigitRun, first: int) -> int | None:
    """Return the group after a number without a plus, if there is one."""
    return (
        _domestic(run, first)
        or _western(run, first)
        or _international_without_plus(run, first)
        or _announced(run, first)
    )


def extension_end(run: DigitRun, end: int) -> int:
    """Offset after the number's extension (``ext. 12``, ``доб. 12``), or after the number."""
    start = run.groups[end - 1].end
    match = _EXTENSION.match(run.text, start)
    return match.end() if match else start


def _plus_before(run: DigitRun, first: int) -> bool:
    start = run.groups[first].start
    return run.text[max(0, start - 2) : start].strip("(").endswith(("+", "＋"))


def _ends(run: DigitRun, first: int, *, shortest: int, longest: int) -> Iterator[int]:
    """Possible ends of a number with so many digits, the longest first."""
    for length in range(longest, shortest - 1, -1):
        end = run.end_of(first, length)
        if end is not None and not _glued(run, end):
            yield end


def _glued(run: DigitRun, end: int) -> bool:
    return not run.stands_alone(end) and extension_end(run, end) == run.groups[end - 1].end


def _domestic(run: DigitRun, first: int) -> int | None:
    """Russian and Kazakh numbers: 8 or 7 and ten digits, or ten in a shape of their own."""
    unmistakable = _unmistakable(run, first)
    if unmistakable is not None:
        return unmistakable
    trunk = run.groups[first].digits[0] in "78"
    end = run.end_of(first, 11) if trunk else None
    if end is None or not _trunk_shape(run, first, end):
        trunk = False
        bare = _area_in_brackets(run, first) or _mobile_shape(run, first)
        end = run.end_of(first, 10) if bare else None
    if end is None or _glued(run, end):
        return None
    subscriber = run.digits(first, end)[trunk:]
    return end if _russian(subscriber) and not _other_number(run, first, end) else None


def _unmistakable(run: DigitRun, first: int) -> int | None:
    """8 (727) 123-45-67 and 80 29 123 45 67: nothing else is grouped so, given out or not."""
    sizes, digits = run.sizes[first : first + 5], run.groups[first].digits
    end = run.end_of(first, _TRUNK_DIGITS)
    bracketed = sizes[0] == 1 and digits in "78" and _area_in_brackets(run, first + 1)
    if bracketed and end is not None and not _glued(run, end):
        return end
    belarusian = sizes == (2, 2, 3, 2, 2) and digits == "80"
    if belarusian or (sizes in _DOMESTIC_SHAPES and digits in "78"):
        other = _glued(run, first + 5) or _UNIT.match(run.after(first + 5))
        return None if other else first + 5
    return None


def _trunk_shape(run: DigitRun, first: int, end: int) -> bool:
    sizes = run.sizes[first:end]
    if sizes[0] == 1:
        return sizes[1] >= 3 or set(sizes) == {1}
    return sizes[0] in {4, 7, 11}


def _area_in_brackets(run: DigitRun, first: int) -> bool:
    if first >= len(run.groups):
        return False
    group = run.groups[first]
    opened = run.text[group.start - 1 : group.start] == "("
    return opened and run.text[group.end : group.end + 1] == ")" and 3 <= len(group.digits) <= 5


def _mobile_shape(run: DigitRun, first: int) -> bool:
    """916 123-45-67, and 067 123 45 67 in Ukraine: nothing else is grouped so."""
    return run.sizes[first : first + 4] == (3, 3, 2, 2) and run.groups[first].digits[0] in "90"


def _russian(subscriber: str) -> bool:
    if subscriber[0] in "90":
        return True
    return subscriber[0] in "34578" and valid("+7" + subscriber)


def _other_number(run: DigitRun, first: int, end: int) -> bool:
    """Whether the words around say that this is an id, an order or an amount."""
    if _UNIT.match(run.after(end)) or _is_decimal(run, first, end):
        return True
    if _DATE.search(run.written(first, end)):
        return True
    return end - first == 1 and _NOT_A_PHONE.search(run.before(first)) is not None


def _western(run: DigitRun, first: int) -> int | None:
    """Ten digits as 3-3-4 with hyphens, dots or brackets, or a British mobile: 07700 900123."""
    with_zero = _with_zero(run, first)
    if with_zero is not None:
        return with_zero
    if run.sizes[first] == 1 and run.groups[first].digits == "1" and first + 1 < len(run.sizes):
        first += 1
    end = first + 3
    if run.sizes[first:end] != (3, 3, 4) or _glued(run, end):
        return None
    if run.written(first, end).replace(" ", "").isdigit():
        return None
    return end if _area_in_brackets(run, first) or valid("+1" + run.digits(first, end)) else None


def _with_zero(run: DigitRun, first: int) -> int | None:
    """020 7946 0123, 07700 900 123 and the like; 06 12 34 56 78 as in France."""
    if run.groups[first].digits[0] != "0":
        return None
    for sizes in _WITH_ZERO:
        end = first + len(sizes)
        if run.sizes[first:end] == sizes and not _glued(run, end):
            digits = run.digits(first, end)
            code = _FRANCE if sizes == _FRENCH else _BRITAIN
            mobile = code == _BRITAIN and digits.startswith("07")
            if mobile or valid(code + digits[1:]):
                return end
    return None


def _international_without_plus(run: DigitRun, first: int) -> int | None:
    """380631234567: a mobile of a neighbour's country, as messengers show it."""
    digits = run.groups[first].digits
    if len(digits) not in range(11, 13) or not digits.startswith(_NEIGHBOURS):
        return None
    if not run.stands_alone(first + 1) or not valid("+" + digits):
        return None
    return None if _other_number(run, first, first + 1) else first + 1


def _announced(run: DigitRun, first: int) -> int | None:
    """Any number after a word for a phone, or after a prefix for calls abroad."""
    if _starts_inside(run, first):
        return None
    shortest = _SHORT_SHAPES.get(run.sizes, 7)
    end = next(_ends(run, first, shortest=shortest, longest=_LONGEST + 3), None)
    if run.sizes[first] == _MOBILE_DIGITS and run.groups[first].digits[0] == "9":
        end = None if _glued(run, first + 1) else first + 1
    if end is None:
        return None
    digits = run.digits(first, end)
    if any(digits.startswith(way) and possible("+" + digits[len(way) :]) for way in _ABROAD):
        return None if _other_number(run, first, end) else end
    round_amount = run.groups[end - 1].digits == "000"
    announced = _announced_before(run, first) or _CUE_AFTER.match(run.after(end))
    if len(digits) > _LONGEST or round_amount or not announced:
        return None
    return None if _other_number(run, first, end) else end


def _starts_inside(run: DigitRun, first: int) -> bool:
    return first > 0 and run.groups[first].start - run.groups[first - 1].end == 1


def _announced_before(run: DigitRun, first: int) -> bool:
    return _CUE.search(run.before(first)) is not None


def _is_decimal(run: DigitRun, first: int, end: int) -> bool:
    """«8.9161234567» is a phone, for all its point."""
    mobile = run.sizes[first] == 1 and run.digits(first, end).startswith("89")
    if end - first != 2 or mobile:
        return False
    return run.text[run.groups[first].end : run.groups[end - 1].start] == "."
