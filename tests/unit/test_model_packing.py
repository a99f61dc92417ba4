from collections import Counter
from collections.abc import Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest.model.packing import LEAST, Pack, measure, pack, within_budget
from pipeline.digest.model.slices import Slice, slices_of
from tests.fixtures.chats import chat
from tests.fixtures.local_days import LocalDay, local_days

ENGINE = settings(max_examples=60, deadline=None)


class CharacterCounter:
    """The port ``TokenCounter``: a character is a token."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def count(self, model: str, texts: Sequence[str]) -> Sequence[int]:
        self.texts += texts
        return [len(text) for text in texts]


def slices(*sizes: int, messages: int = 1) -> tuple[tuple[Slice, ...], dict[int, int]]:
    """Slices of so many tokens, each of ``messages`` messages alike; and the tokens of those."""
    made = [
        Slice(f"hash-{place}", 1000 + place, tuple(range(place * 100, place * 100 + messages)))
        for place in range(len(sizes))
    ]
    tokens = {
        message_id: size // messages
        for one, size in zip(made, sizes, strict=True)
        for message_id in one.message_ids
    }
    return tuple(made), tokens


def tokens_of(packs: Sequence[Pack]) -> list[int]:
    return [one.tokens for one in packs]


@given(local_days(), st.data())
@ENGINE
def test_every_line_that_can_be_told_is_in_exactly_one_pack(
    day: LocalDay, data: st.DataObject
) -> None:
    sizes = st.one_of(st.integers(0, 60), st.integers(0, 5_000))
    tokens = {line.id: data.draw(sizes) for line in day.lines}
    budget, streams = data.draw(st.integers(500, 6_000)), data.draw(st.integers(1, 12))

    packs = pack(slices_of(day.whole, day.zone), tokens, budget=budget, streams=streams)

    pieces = [piece for one in packs for piece in one.pieces]
    counted = Counter(chain.from_iterable(piece.message_ids for piece in pieces))
    assert {line.id: 1 for line in day.lines if line.noise is None} == counted


@given(
    st.lists(st.integers(1, 9_000), min_size=1, max_size=80),
    st.integers(500, 8_000),
    st.integers(1, 12),
    st.integers(1, 60),
)
@ENGINE
def test_a_pack_keeps_to_the_budget_and_is_worth_its_call(
    sizes: list[int], budget: int, streams: int, messages: int
) -> None:
    made, tokens = slices(*sizes, messages=messages)

    packs = pack(made, tokens, budget=budget, streams=streams)

    longest = max(tokens.values())
    least = min(LEAST, budget // 2)
    assert [] == [one for one in packs if one.tokens > max(budget, longest)]
    if longest <= budget - least:
        assert [] == [one for one in packs[:-1] if one.tokens < least]
    assert sum(tokens.values()) == sum(tokens_of(packs))


@given(st.lists(st.integers(1, 9_000), max_size=60), st.integers(1, 9))
@ENGINE
def test_packs_hold_the_slices_in_their_order_and_the_parts_of_one_in_theirs(
    sizes: list[int], streams: int
) -> None:
    made, tokens = slices(*sizes, messages=10)

    packs = pack(made, tokens, budget=2_000, streams=streams)

    pieces = [piece for one in packs for piece in one.pieces]
    assert [
        (one.hash, part)
        for one in made
        for part in range(1, 1 + sum(piece.slice_hash == one.hash for piece in pieces))
    ] == [(piece.slice_hash, piece.part) for piece in pieces]
    assert {one.hash: one.message_ids for one in made} == {
        one.hash: tuple(
            chain.from_iterable(
                piece.message_ids for piece in pieces if piece.slice_hash == one.hash
            )
        )
        for one in made
    }
    assert [] == [
        piece
        for piece in pieces
        if piece.parts != sum(other.slice_hash == piece.slice_hash for other in pieces)
    ]


def test_much_talk_makes_full_calls_in_whole_rounds_of_all_streams() -> None:
    made, tokens = slices(*[100] * 650)

    one_stream = pack(made, tokens, budget=6_000, streams=1)
    ten_streams = pack(made, tokens, budget=6_000, streams=10)

    assert 11 == len(one_stream)
    assert 20 == len(ten_streams)
    assert 200 >= max(tokens_of(ten_streams)) - min(tokens_of(ten_streams))


def test_little_talk_is_spread_over_all_streams_but_not_thinner_than_a_call_is_worth() -> None:
    some, some_tokens = slices(*[50] * 400)
    few, few_tokens = slices(*[50] * 60)
    single, single_tokens = slices(40)

    assert [2_000] * 10 == tokens_of(pack(some, some_tokens, budget=6_000, streams=10))
    assert [1_500] * 2 == tokens_of(pack(few, few_tokens, budget=6_000, streams=10))
    assert [40] == tokens_of(pack(single, single_tokens, budget=6_000, streams=10))


def test_a_slice_that_is_too_long_is_cut_into_even_parts_between_messages() -> None:
    made, tokens = slices(12_000, messages=60)

    packs = pack(made, tokens, budget=6_000, streams=1)

    pieces = [piece for one in packs for piece in one.pieces]
    assert [(1, 3), (2, 3), (3, 3)] == [(piece.part, piece.parts) for piece in pieces]
    assert [20, 20, 20] == [len(piece.message_ids) for piece in pieces]


def test_a_slice_that_fits_a_call_of_its_own_stays_whole() -> None:
    made, tokens = slices(5_900, messages=59)

    [alone] = pack(made, tokens, budget=6_000, streams=1)

    assert [(1, 1, made[0].message_ids)] == [
        (piece.part, piece.parts, piece.message_ids) for piece in alone.pieces
    ]


def test_nothing_to_say_makes_no_call() -> None:
    assert () == pack((), {}, budget=6_000, streams=4)


def test_a_run_leaves_the_lightest_threads_to_the_rules() -> None:
    made, tokens = slices(100, 200, 300, 400)
    weights = {1000: 0.5, 1001: 3.0, 1002: 2.0, 1003: 1.0}

    sent, left = within_budget(made, tokens, weights, 600)

    assert (made[1], made[2]) == sent
    assert (made[0], made[3]) == left


def test_a_run_that_can_afford_all_slices_sends_them_and_one_without_tokens_none() -> None:
    made, tokens = slices(100, 200)

    assert (made, ()) == within_budget(made, tokens, {}, 300)
    assert ((), made) == within_budget(made, tokens, {}, 0)


@given(local_days())
@settings(max_examples=20, deadline=None)
async def test_the_tokens_of_messages_add_up_to_those_of_the_texts(day: LocalDay) -> None:
    counter = CharacterCounter()
    cut = slices_of(day.whole, day.zone)

    tokens = await measure(cut, day.whole, counter, "a-model")

    assert sum(map(len, counter.texts)) == sum(tokens.values())
    assert set(tokens) <= {line.id for line in day.lines if line.noise is None}


async def test_long_messages_have_most_of_the_tokens_and_a_repetition_none() -> None:
    talk = chat("""
        101 09:00 Аня: да
        102 09:01 Борис → 101: подробно и обстоятельно отвечаю на этот непростой вопрос
        103 09:02 Борис → 101: подробно и обстоятельно отвечаю на этот непростой вопрос
    """)
    cut = slices_of(talk, ZoneInfo("UTC"))

    tokens = await measure(cut, talk, CharacterCounter(), "a-model")

    assert {101, 102} == set(tokens)
    assert tokens[102] > 5 * tokens[101]
