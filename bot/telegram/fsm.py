"""Dialogues of several steps, as aiogram wants to store them."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from bot.telegram.turn import current_turn
from pipeline.conversation.models import Dialogue, DialogueKey
from pipeline.conversation.ports import Dialogues

_REMEMBERED: Final = 10_000


class DialogueStorage(BaseStorage):
    """Within a turn it is written into the turn, and moves on with its receipt.

    Only one process writes dialogues, so what it wrote or read last is remembered.

    Args:
        dialogues: Where they are kept.
        secret_states: States in which the next message is a secret that may not be stored.
    """

    def __init__(self, dialogues: Dialogues, *, secret_states: Collection[str] = ()) -> None:
        self._dialogues = dialogues
        self._secret_states = frozenset(secret_states)
        self._remembered: OrderedDict[DialogueKey, Dialogue] = OrderedDict()
        self._expecting: set[DialogueKey] = set()

    async def awaits_secret(self, key: DialogueKey) -> bool:
        """Whether the next message there is a secret, also if a turn under way has just asked."""
        if not self._secret_states:
            return False
        return key in self._expecting or (await self._kept(key)).state in self._secret_states

    def moved(self, dialogues: Mapping[DialogueKey, Dialogue]) -> None:
        """A receipt took them along."""
        for key, dialogue in dialogues.items():
            self._remember(key, dialogue)
            self._expecting.discard(key)

    def stayed(self, dialogues: Collection[DialogueKey]) -> None:
        """They were not written after all."""
        for key in dialogues:
            self._remembered.pop(key, None)
            self._expecting.discard(key)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        where = _key(key)
        if name in self._secret_states:
            self._expecting.add(where)
        await self._write(where, replace(await self._read(where), state=name))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._read(_key(key))).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        where = _key(key)
        await self._write(where, replace(await self._read(where), data=dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._read(_key(key))).data)

    async def close(self) -> None:
        """Who opened the database closes it."""

    async def _read(self, key: DialogueKey) -> Dialogue:
        turn = current_turn()
        if turn is not None and key in turn.dialogues:
            return turn.dialogues[key]
        return await self._kept(key)

    async def _write(self, key: DialogueKey, dialogue: Dialogue) -> None:
        turn = current_turn()
        if turn is not None:
            turn.dialogues[key] = dialogue
            return
        await self._dialogues.put(key, dialogue)
        self.moved({key: dialogue})

    async def _kept(self, key: DialogueKey) -> Dialogue:
        known = self._remembered.get(key)
        if known is None:
            known = await self._dialogues.get(key)
            self._remember(key, known)
        return known

    def _remember(self, key: DialogueKey, dialogue: Dialogue) -> None:
        self._remembered[key] = dialogue
        self._remembered.move_to_end(key)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def _key(key: StorageKey) -> DialogueKey:
    return DialogueKey(key.bot_id, key.chat_id, key.user_id, key.thread_id or 0, key.destiny)
