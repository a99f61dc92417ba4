"""Which numbers of telephones exist, by the plans of all countries (libphonenumber)."""

import phonenumbers


def valid(number: str) -> bool:
    """Whether a number with its plus belongs to a range that was given out."""
    parsed = _parse(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def possible(number: str) -> bool:
    """Whether the country exists and has numbers of this length, given out or not."""
    parsed = _parse(number)
    return len(number) > 10 and parsed is not None and phonenumbers.is_possible_number(parsed)


def _parse(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
