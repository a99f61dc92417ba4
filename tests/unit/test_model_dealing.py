from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.model.dealing import LINES, PARTS, Outline, dealt
from pipeline.digest.model.matters import Matter, Part
from pipeline.digest.model.selection import Pick
from tests.fixtures.chats import chat

TALK = chat("\n".join(f"{n} 09:{n} Аня: сообщение номер {n} о складе" for n in range(10, 60)))


def pick(message_id: int) -> Pick:
    line = TALK.by_id[message_id]
    return Pick(line, line.text, 1.0)


def whole(matters: int = 0, agreements: int = 0, questions: int = 0) -> Outline:
    """So many of each, every one about a message of its own; an agreement is about two."""
    return Outline(
        matters=[Matter(n, f"Тема {n}", "done", (pick(9 + n),)) for n in range(1, matters + 1)],
        agreements=[(pick(20 + 2 * n), pick(21 + 2 * n)) for n in range(agreements)],
        questions=[pick(40 + n) for n in range(questions)],
    )


def shown(parts: Sequence[Part]) -> Counter[int]:
    return Counter(
        each.line.id
        for part in parts
        for each in (
            *(pick for matter in part.matters for pick in matter.picks),
            *part.agreements,
            *part.questions,
        )
    )


OUTLINES = st.builds(whole, st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))


@given(OUTLINES, st.integers(1, 12))
def test_everything_is_written_once_in_no_more_calls_than_streams(
    outline: Outline, streams: int
) -> None:
    parts = dealt(outline, streams)

    one = shown(dealt(outline, 1))
    assert one == shown(parts)
    assert set(one.values()) <= {1}
    assert len(parts) <= min(streams, PARTS)
    assert Part() not in parts


@given(OUTLINES, st.integers(1, 12))
def test_the_messages_of_an_agreement_stay_together_and_in_order(
    outline: Outline, streams: int
) -> None:
    parts = dealt(outline, streams)

    agreed = [[each.line.id for each in part.agreements] for part in parts]
    for one, other in ((a.line.id, b.line.id) for a, b in outline.agreements):
        assert [] == [ids for ids in agreed if (one in ids) != (other in ids)]
    assert agreed == [sorted(ids) for ids in agreed]


def test_a_full_digest_is_spread_so_that_no_call_lasts_longer_than_a_story_or_three_lines() -> (
    None
):
    parts = dealt(whole(matters=5, agreements=6, questions=5), 10)

    assert PARTS == len(parts)
    assert [1] * 5 + [0] * 4 == sorted((len(part.matters) for part in parts), reverse=True)
    assert LINES >= max(len(part.questions) for part in parts)


@pytest.mark.parametrize(
    ("outline", "calls"),
    [
        (whole(), 0),
        (whole(matters=1), 1),
        (whole(agreements=1, questions=2), 1),
        (whole(matters=2, agreements=1), 3),
    ],
)
def test_little_to_write_takes_few_calls(outline: Outline, calls: int) -> None:
    assert calls == len(dealt(outline, 10))
