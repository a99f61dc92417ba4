import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.export.text import clean, clean_name


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("обычный текст, с табом\tи строкой\nниже", "обычный текст, с табом\tи строкой\nниже"),
        ("👩‍👩‍👧 и 🏴󠁧󠁢󠁥󠁮󠁧󠁿 целы", "👩‍👩‍👧 и 🏴󠁧󠁢󠁥󠁮󠁧󠁿 целы"),
        ("неразрывный\xa0пробел", "неразрывный\xa0пробел"),
        ("a\x00b\x07c\x7fd\x85e", "abcd\ne"),
        ("a\r\nb\rc\u2028d\u2029e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("\x1b[31mкрасный\x1b[0m", "красный"),
        ("\x1b[2J\x1b[1;1H\x1b[?25lочищено", "очищено"),
        ("\x9b31mодним знаком", "одним знаком"),
        ("\x1b]0;заголовок окна\x07текст", "текст"),
        ("\x1b]8;;https://evil.example\x1b\\ссылка\x1b]8;;\x1b\\", "ссылка"),
        ("\x1b]без конца", ""),
        ("\x1b]без конца\nно со второй строкой", "\nно со второй строкой"),
        ("\x1bcсброс", "сброс"),
        ("\x1b", ""),
        ("счёт \u202e00001\u202c рублей", "счёт 00001 рублей"),
        ("\u2066a\u2069\u202ab", "ab"),
        ("\ud800 и \udfff", "\ufffd и \ufffd"),
    ],
)
def test_what_a_terminal_a_reader_or_a_database_must_not_see_is_taken_out(
    hostile: str, expected: str
) -> None:
    assert expected == clean(hostile)


@given(st.text(st.characters(codec=None), max_size=200))
def test_cleaned_text_is_storable_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == clean(cleaned)
    assert cleaned == cleaned.encode().decode()
    assert not set(cleaned) & {"\x00", "\x1b", "\x9b", "\r", "\u202e"}


def test_a_megabyte_of_unfinished_escape_sequences_is_cleaned_in_no_time() -> None:
    hostile = "\x1b[" * 250_000 + "\x1b]" * 250_000 + "\x1b[" + "1;" * 250_000

    assert "1;" * 250_000 == clean(hostile)


def test_a_name_has_no_line_breaks_and_no_blanks_around() -> None:
    assert "Анна Петрова" == clean_name("\n Анна \t\r\n Петрова\u2028")


def test_a_long_name_is_cut_without_a_blank_at_its_end() -> None:
    assert "ab" == clean_name("ab cdef", limit=3)
