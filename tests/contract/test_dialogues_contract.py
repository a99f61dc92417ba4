"""Dialogues, in memory and on Postgres."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.conversation.models import Dialogue, DialogueKey
from tests.fixtures.stores import Stores

KEY = DialogueKey(bot_id=1, chat_id=-1001234567890, user_id=2, thread_id=0, destiny="default")

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


async def test_a_dialogue_that_nobody_began_is_empty(stores: Stores) -> None:
    assert Dialogue() == await stores.dialogues.get(KEY)


async def test_a_dialogue_is_found_as_it_was_left(stores: Stores) -> None:
    await stores.dialogues.put(KEY, Dialogue("first", {"a": 1}))

    await stores.dialogues.put(KEY, Dialogue("second", {"б": [1, None, "x"]}))

    assert Dialogue("second", {"б": [1, None, "x"]}) == await stores.dialogues.get(KEY)


async def test_a_dialogue_may_have_data_and_no_state_or_the_other_way_round(
    stores: Stores,
) -> None:
    other = KEY._replace(thread_id=3)

    await stores.dialogues.put(KEY, Dialogue(None, {"a": 1}))
    await stores.dialogues.put(other, Dialogue("state"))

    assert Dialogue(None, {"a": 1}) == await stores.dialogues.get(KEY)
    assert Dialogue("state") == await stores.dialogues.get(other)


async def test_an_empty_dialogue_is_gone_however_often_it_is_put(stores: Stores) -> None:
    await stores.dialogues.put(KEY, Dialogue("first", {"a": 1}))

    await stores.dialogues.put(KEY, Dialogue())
    await stores.dialogues.put(KEY, Dialogue())

    assert Dialogue() == await stores.dialogues.get(KEY)


async def test_every_part_of_the_key_counts(stores: Stores) -> None:
    keys = [
        KEY,
        KEY._replace(bot_id=9),
        KEY._replace(chat_id=9),
        KEY._replace(user_id=9),
        KEY._replace(thread_id=9),
        KEY._replace(destiny="other"),
    ]

    for number, key in enumerate(keys):
        await stores.dialogues.put(key, Dialogue(str(number)))

    assert [Dialogue(str(number)) for number in range(6)] == [
        await stores.dialogues.get(key) for key in keys
    ]


async def test_what_was_got_can_be_changed_without_changing_what_is_stored(
    stores: Stores,
) -> None:
    await stores.dialogues.put(KEY, Dialogue("state", {"steps": [1]}))

    got = await stores.dialogues.get(KEY)
    got.data["steps"].append(2)

    assert {"steps": [1]} == (await stores.dialogues.get(KEY)).data


@pytest.mark.parametrize("text", ["\0", "\ud800"], ids=["NUL", "surrogate"])
async def test_what_cannot_be_stored_is_refused_and_what_was_there_stays(
    stores: Stores, text: str
) -> None:
    await stores.dialogues.put(KEY, Dialogue("state", {"a": 1}))

    with pytest.raises(ValueError, match="dialogue"):
        await stores.dialogues.put(KEY, Dialogue("next", {"a": text}))

    assert Dialogue("state", {"a": 1}) == await stores.dialogues.get(KEY)


async def test_the_last_of_many_who_write_at_once_is_what_stays(stores: Stores) -> None:
    written = [Dialogue(str(number), {"n": number}) for number in range(8)]

    await asyncio.gather(*(stores.dialogues.put(KEY, dialogue) for dialogue in written))

    assert await stores.dialogues.get(KEY) in written


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(state=st.none() | TEXT, data=st.dictionaries(TEXT, JSON, max_size=4))
async def test_any_json_comes_back_as_it_was(
    stores: Stores, state: str | None, data: dict[str, object]
) -> None:
    await stores.dialogues.put(KEY, Dialogue(state, data))

    assert Dialogue(state, data) == await stores.dialogues.get(KEY)
