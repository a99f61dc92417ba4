import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.chunks import ENTITIES, LIMIT, Run, pack

LETTERS = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs", "M"], include_characters="\n<>&\"'😀"),
    min_size=1,
    max_size=12,
)
RUNS = st.builds(
    Run,
    text=st.builds(lambda text, times: text * times, LETTERS, st.integers(1, 900)),
    tag=st.sampled_from([None, "b", "i"]),
    url=st.sampled_from([None, "https://t.me/c/1234567890/17?a=1&b=2"]),
)
BLOCKS = st.lists(st.lists(RUNS, min_size=1, max_size=4), max_size=5)


class Parser(HTMLParser):
    """Telegram's rules for HTML: known tags, closed in their turn; known entities."""

    def __init__(self, chunk: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.entities = 0
        self.visible = ""
        self.feed(chunk)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i"}
        assert (["href"] if tag == "a" else []) == [name for name, _ in attrs]
        self.open.append(tag)
        self.entities += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.visible += data


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def without_spaces(text: str) -> str:
    return "".join(text.split())


def whole(blocks: list[list[Run]]) -> str:
    return "".join(run.text for block in blocks for run in block)


@given(BLOCKS)
def test_every_chunk_is_whole_html_within_the_limits_and_nothing_is_lost(
    blocks: list[list[Run]],
) -> None:
    chunks = pack(blocks)

    parsed = [Parser(chunk) for chunk in chunks]
    assert all(units(chunk) <= LIMIT for chunk in chunks)
    assert all(each.entities <= ENTITIES for each in parsed)
    assert all(each.visible.strip() for each in parsed)
    assert all(not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", chunk) for chunk in chunks)
    assert without_spaces(whole(blocks)) == without_spaces("".join(x.visible for x in parsed))


def test_blocks_share_a_chunk_with_an_empty_line_between_them() -> None:
    assert ["<b>One</b>\n\ntwo"] == pack([[Run("One", "b")], [Run("two")]])


def test_a_block_that_does_not_fit_begins_a_new_chunk() -> None:
    first, second = "а" * 3000, "б" * 3000

    assert [first, second] == pack([[Run(first)], [Run(second)]])


def test_the_end_of_a_cut_block_shares_its_chunk_with_the_next() -> None:
    chunks = pack([[Run("слово " * 700)], [Run("конец")]])

    assert 2 == len(chunks)
    assert chunks[1].endswith("слово \n\nконец")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Строка, и ещё. Одна\n" * 300, "\n"),
        ("Предложение первое. Второе без конца, " * 150, ". "),
        ("слово без точки, и ещё " * 200, " "),
        ("безпробелов" * 500, ""),
    ],
)
def test_an_oversize_block_is_cut_at_the_best_border_there_is(text: str, end: str) -> None:
    first, *_ = pack([[Run(text)]])

    assert first.endswith(end)
    assert text.startswith(first)
    assert len(first) > LIMIT / 2


def test_a_cut_run_is_closed_and_opened_again() -> None:
    first, second = pack([[Run("слово " * 1000, "b", "https://t.me/a_b_c/1")]])

    for chunk in (first, second):
        assert chunk.startswith('<a href="https://t.me/a_b_c/1"><b>слово')
        assert chunk.endswith("</b></a>")


def test_a_character_of_several_code_points_is_not_torn() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"

    chunks = pack([[Run("x" + family * 700)]])

    assert all(not chunk.startswith("\u200d") for chunk in chunks)
    assert all(not chunk.endswith("\u200d") for chunk in chunks)


def test_more_links_than_telegram_shows_go_to_another_chunk() -> None:
    links = [Run(str(number), url="https://t.me/abcd/1") for number in range(ENTITIES + 1)]

    assert [ENTITIES, 1] == [chunk.count("<a ") for chunk in pack([links])]


def test_a_link_that_no_message_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a message"):
        pack([[Run("x", url="https://t.me/" + "a" * LIMIT)]])


def test_nothing_to_say_makes_no_chunk() -> None:
    assert [] == pack([[Run(" \n")]])
