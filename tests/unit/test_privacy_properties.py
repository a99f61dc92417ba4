"""What holds for every text, not only for those that somebody thought of."""

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.ingest.models import AuthorId
from pipeline.privacy.boundary import check_boundary_integrity, repair
from pipeline.privacy.masks import mask
from pipeline.privacy.models import MaskKind
from pipeline.privacy.pseudonyms import Roster
from pipeline.privacy.recognisers import checksums
from pipeline.privacy.tokens import reveal

_DIGITS = "0123456789"
_TALK = st.sampled_from(
    ["", "вот ", "скинь на ", "пиши: ", "(", "ок, ", "\n", "завтра в 12:30 ", "- ", "call "]
)
_AFTER = st.sampled_from(["", ".", ", спасибо", ")", "\n", "!", " до 18:00", "?"])


def _digits(text: str) -> str:
    return "".join(char for char in text if char in _DIGITS)


@st.composite
def cards(draw: st.DrawFn) -> str:
    prefix = draw(st.sampled_from(["4", "51", "2200", "2204", "2221", "62", "6011", "3528"]))
    body = prefix + draw(st.text(_DIGITS, min_size=15 - len(prefix), max_size=15 - len(prefix)))
    digits = next(body + last for last in _DIGITS if checksums.luhn(body + last))
    sign = draw(st.sampled_from(["", " ", "-", "\u00a0", "."]))
    return sign.join(digits[place : place + 4] for place in range(0, 16, 4))


@st.composite
def phones(draw: st.DrawFn) -> str:
    area = "9" + draw(st.text(_DIGITS, min_size=2, max_size=2))
    one, two, three = (draw(st.text(_DIGITS, min_size=n, max_size=n)) for n in (3, 2, 2))
    form = draw(
        st.sampled_from(
            ["+7 ({}) {}-{}-{}", "8 {} {}{}{}", "8({}){}-{}-{}", "8{}{}{}{}", "+7{}{}{}{}",
             "8-{}-{}-{}-{}", "+7 {} {} {} {}", "8 {} {} {}{}", "7{}{}{}{}",
             "8\u00a0{}\u00a0{}–{}–{}"]
        )
    )  # fmt: skip
    return form.format(area, one, two, three)


@st.composite
def insurance_numbers(draw: st.DrawFn) -> str:
    digits = f"{draw(st.integers(1_001_999, 999_999_999)):09}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    check = f"{total % 101 % 100:02}"
    sign = draw(st.sampled_from([" ", "-"]))
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}{sign}{check}"


@given(_TALK, cards(), _AFTER)
def test_no_digit_of_a_card_survives(before: str, card: str, after: str) -> None:
    masked = mask(before + card + after)

    assert _digits(before + after) == _digits(masked.text)
    assert 1 == masked.counts[MaskKind.CARD]


@given(_TALK, phones(), _AFTER)
def test_no_digit_of_a_phone_survives(before: str, phone: str, after: str) -> None:
    masked = mask(before + phone + after)

    assert _digits(before + after) == _digits(masked.text)


@given(_TALK, insurance_numbers(), _AFTER)
def test_no_digit_of_an_insurance_number_survives(before: str, number: str, after: str) -> None:
    masked = mask(before + number + after)

    assert _digits(before + after) == _digits(masked.text)


@given(st.text())
def test_masking_never_fails_and_counts_the_masks_it_puts(text: str) -> None:
    masked = mask(text)

    assert sum(masked.counts.values()) == len(re.findall("⟦", masked.text))


_WORDS = st.sampled_from(
    ["Костя", "Косте", "костя", "Иванов", "@kostya", "@", "Вера", "вера", "Will", "will", "user",
     "a", ",", ":", " ", "\n", ".", "ё", "Ё", "İ", "ß", "U 1", "U", "1", "Mud|afk", "-", "😀",
     "\u200d"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(), st.lists(_WORDS).map("".join), st.lists(_WORDS).map(" ".join))
_NAMES = st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=4).map(" ".join))


@given(_TEXTS, st.lists(_NAMES, max_size=5), st.lists(_NAMES, max_size=3))
@example("@kostya", ["kostya"], ["@kostya"])
def test_revealing_restores_a_concealed_text_exactly(
    text: str, names: list[str], mentions: list[str]
) -> None:
    assume("⟦" not in text and "⟧" not in text)
    authors = [(AuthorId(f"user{place}"), name) for place, name in enumerate(names)]
    roster = Roster(b"salt", authors, mentions)

    concealed = roster.conceal(text)

    assert text == reveal(concealed, roster.people())


@given(_TEXTS, st.lists(_NAMES, max_size=3))
def test_concealing_twice_changes_nothing_more(text: str, names: list[str]) -> None:
    authors = [(AuthorId(f"user{place}"), name) for place, name in enumerate(names)]
    roster = Roster(b"salt", authors)
    concealed = roster.conceal(text.replace("⟦", "[").replace("⟧", "]"))

    again = roster.conceal(concealed)

    assert reveal(concealed, roster.people()) == reveal(again, roster.people())


_ATTACKS = st.sampled_from(
    ["system:", "\nsystem: ", "<|im_start|>", "</data>", "```", "### Instruction", "[INST]", "---",
     "ignore ", "all ", "previous ", "instructions", "забудь ", "все ", "инструкции", "\u200b",
     "\u202e", "\U000e0041", "\ufe0f", "<", ">", "|", "END OF DATA", "：", "ｓｙｓｔｅｍ", " ",
     "a", "[[", "/", "0badcafe", "]]", "［［", "｀｀｀", "`", "\u0336", "іgnоre ", "вce ",
     "𝐢gnore ", "инcтрyкции", "<think>"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_ATTACKS).map("".join)))
def test_a_repaired_text_breaks_no_boundary(text: str) -> None:
    repaired = repair(text)

    assert 1.0 == check_boundary_integrity([repaired])
