"""Masks what must not leave the process: contacts, payment data, documents, addresses, secrets.

A mask is irreversible. Dates, prices, versions, ids, hashes and the like survive: a wrong mask in
ordinary talk is as much a fault as a leak.
"""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.models import Masked, MaskKind
from pipeline.privacy.recognisers import accounts, documents, payments, phones
from pipeline.privacy.recognisers.addresses import mask_disguised_emails, mask_emails, mask_ips
from pipeline.privacy.recognisers.announced import mask_announced
from pipeline.privacy.recognisers.births import mask_births
from pipeline.privacy.recognisers.codes import mask_codes
from pipeline.privacy.recognisers.credentials import mask_assigned
from pipeline.privacy.recognisers.digit_runs import DigitRun, Replacement, replace_numbers
from pipeline.privacy.recognisers.generated import mask_generated
from pipeline.privacy.recognisers.issued import mask_issued
from pipeline.privacy.recognisers.links import LINK, mask_link, trim
from pipeline.privacy.recognisers.papers import mask_papers
from pipeline.privacy.recognisers.postal import mask_postal
from pipeline.privacy.recognisers.spoken import mask_spoken
from pipeline.privacy.recognisers.vehicles import mask_plates
from pipeline.privacy.recognisers.wallets import mask_purses, mask_wallets
from pipeline.privacy.tokens import without_brackets

_SIGN = re.compile(r"[\d@:=/⟦⟧]")
"""Most of what is masked has a digit, or one of these signs, or is a token that somebody typed."""
_DIGIT = re.compile(r"\d")
_DENSE = re.compile(r"\d(?:[^\d\n]{0,8}\n?\d){4}|plate", re.IGNORECASE)
"""Five digits near each other, which a number of a person has; a plate may have fewer."""


def mask(text: str) -> Masked:
    """Mask personal data and secrets in a chat text.

    Brackets of our tokens that the text already has become square ones first, so no one can type
    a mask or a pseudonym. Linear in the length of the text.
    """
    counts: Counter[MaskKind] = Counter()
    if _SIGN.search(text) is None:
        masked = _mask_words(without_invisible(text), counts)
        return Masked(masked, dict(counts)) if counts else Masked(text, {})
    # A zero-width space inside an address or a key would carry it past the patterns.
    text = without_brackets(without_invisible(text))
    if "/" not in text:
        return Masked(_mask_talk(text, counts), dict(counts))
    parts: list[str] = []
    done = 0
    for match in LINK.finditer(text):
        link = trim(match.group())
        parts += _mask_talk(text[done : match.start()], counts), mask_link(link, counts)
        done = match.start() + len(link)
    parts.append(_mask_talk(text[done:], counts))
    return Masked("".join(parts), dict(counts))


def _mask_talk(text: str, counts: Counter[MaskKind]) -> str:
    """Mask a text without links."""
    text = mask_emails(mask_issued(text, counts), counts)
    text = _mask_words(text, counts)
    if _DIGIT.search(text) is None:
        return text
    text = mask_generated(text, counts)
    lowered = text.lower()
    text = mask_ips(mask_codes(text, lowered, counts), counts)
    text = mask_births(mask_purses(text, lowered, counts), lowered, counts)
    if _DENSE.search(text) is not None:
        text = mask_papers(payments.mask_ibans(text, counts), lowered, counts)
        text = mask_announced(mask_plates(text, counts), lowered, counts)
        text = payments.mask_expiry(replace_numbers(text, _recogniser(counts)), counts)
    return mask_postal(text, lowered, counts)


def _mask_words(text: str, counts: Counter[MaskKind]) -> str:
    """Mask what may have neither a digit nor a sign."""
    lowered = text.lower()
    text = mask_assigned(text, lowered, counts)
    text = mask_spoken(text, lowered, counts)
    text = mask_disguised_emails(text, lowered, counts)
    return mask_wallets(text, lowered, counts)


def _recogniser(counts: Counter[MaskKind]) -> Callable[[DigitRun, int], Replacement | None]:
    def recognise(run: DigitRun, first: int) -> Replacement | None:
        for kind, detect in _NUMBERS:
            end = detect(run, first)
            if end is not None:
                counts[kind] += 1
                phone = kind is MaskKind.PHONE
                offset = phones.extension_end(run, end) if phone else run.groups[end - 1].end
                return end, offset, kind.token
        return None

    return recognise


_NUMBERS = (
    (MaskKind.PHONE, phones.international),
    (MaskKind.ACCOUNT, accounts.account),
    (MaskKind.CARD, payments.card),
    (MaskKind.SNILS, documents.snils),
    (MaskKind.DOCUMENT, documents.ogrn),
    (MaskKind.INN, documents.inn),
    (MaskKind.ACCOUNT, accounts.bank_code),
    (MaskKind.PHONE, phones.national),
)
"""The most specific first: a plus says phone, check digits say more than a shape."""
