"""What ``bench.pii`` measures with: where masks stand, what leaks, and values that are valid."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.pii.english import Sentence, measure
from bench.pii.naive import naive_spans
from bench.pii.own import Label, own_set
from bench.pii.scoring import Span, leaks, masked_spans, overlap
from bench.pii.values import filled, ordinary, written
from pipeline.privacy.recognisers import checksums


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("звоните", []),
        ("звони 8 916 123-45-67 после шести", ["8 916 123-45-67"]),
        ("8 916 123 45 67 8 903 123 45 67", ["8 916 123 45 67", "8 903 123 45 67"]),
        ("8 916 123 45 67, ivan@example.com, 8 903", ["8 916 123 45 67", "ivan@example.com"]),
        ("4276 3800 1234 5679\nпароль: a\nb1", ["4276 3800 1234 5679"]),
    ],
)
def test_masks_are_found_where_they_hide_something(text: str, hidden: list[str]) -> None:
    spans = masked_spans(text)

    assert hidden == [text[span.start : span.end] for span in spans]


def test_a_value_leaks_by_each_letter_or_digit_that_no_mask_covers() -> None:
    text, label = "код 12-34", Label(4, 9, "code")

    shown = [leaks(text, label, spans) for spans in ([], [Span(4, 6, "x")], [Span(0, 9, "x")])]

    assert [4, 2, 0] == shown


def test_spans_agree_by_what_they_share_of_both() -> None:
    label = Label(10, 20, "phone")

    shares = [overlap(label, Span(*ends, "phone")) for ends in ((10, 20), (15, 20), (20, 30))]

    assert [1.0, 0.5, 0.0] == shares


def test_a_mask_that_agrees_with_no_label_costs_precision() -> None:
    text = "202-555-0123 and 202-555-0124"
    sentence = Sentence(text, 1, [Label(0, 12, "PHONE_NUMBER"), Label(13, 16, "PERSON")])

    found = measure([sentence], masked_spans)["all"]

    assert (0.5, 1.0, 1) == (found.score.precision, found.score.recall, found.labelled)
    assert 0.83 == round(found.score.f, 2)


def test_the_simplest_method_takes_every_long_number_for_something() -> None:
    spans = naive_spans("заказ 12345678, a@b.ru, 10.0.0.1")

    assert ["email", "ip", "phone"] == [span.kind for span in spans]


@pytest.mark.parametrize(
    ("kind", "spelling", "valid"),
    [
        ("card", "#### #### #### ####", checksums.luhn),
        ("inn", "##########", checksums.inn),
        ("inn", "############", checksums.inn),
        ("snils", "###-###-### ##", checksums.snils),
        ("iban", "spaced", lambda account: checksums.iban(account.upper())),
    ],
)
def test_made_up_numbers_have_right_check_digits(
    kind: str, spelling: str, valid: Callable[[str], bool]
) -> None:
    draw = random.Random(1)  # noqa: S311 - test data

    made = [written(kind, spelling, draw).replace(" ", "").replace("-", "") for _ in range(20)]

    assert all(map(valid, made))


def test_signs_of_a_spelling_are_filled_and_all_else_is_kept() -> None:
    draw = random.Random(1)  # noqa: S311 - test data

    assert filled("ghp_*{6}-%{2}", draw).startswith("ghp_")
    assert 13 == len(filled("ghp_*{6}-%{2}", draw))
    assert filled("+7 @@@", draw)[3:] in {"943", "944", "945", "946", "947", "948"} | {
        f"97{digit}" for digit in "23456"
    }
    assert ordinary("заказ {n8}", draw)[6:].isdigit()


def test_a_place_with_its_own_spelling_is_labelled_and_equal_messages_count_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "one.toml").write_text(
        "[spellings]\n[messages]\nrepeats = 3\n"
        "frames = '''\nживу на [[address|ул. Мира, 5]], код [[code|{w}-##]]\n"
        "дом [[address|ул. Мира, 7]]\n'''\n"
        "clean = '''\nок\n'''\n",
        encoding="utf-8",
    )

    found = own_set("one", tmp_path)

    home = [message for message in found.labelled if message.text == "дом ул. Мира, 7"]
    assert [(4, 15, "address")] == [
        (label.start, label.end, label.kind) for label in home[0].labels
    ]
    assert 1 == len(home)
    assert {"address", "code"} == {
        label.kind for message in found.labelled for label in message.labels
    }


def test_a_mask_reaches_as_far_as_the_text_that_gives_the_same_mask() -> None:
    text = "PSC 3294, Box 9168\nAPO AA 61487\n416 60 039 office"

    spans = [text[span.start : span.end] for span in masked_spans(text)]

    assert ["PSC 3294, Box 9168\nAPO AA 61487", "416 60 039"] == spans
