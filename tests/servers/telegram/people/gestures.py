"""People press, react and stop."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.servers.telegram.chats import Chat, ChatType
from tests.servers.telegram.fields import Json
from tests.servers.telegram.markup import buttons
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.people.side import Side
from tests.servers.telegram.rich import rich_buttons
from tests.servers.telegram.rich_lines import plain


@dataclass(slots=True)
class Gestures(Side):
    def presses(
        self, user_id: int, chat_id: int, button: str, *, message_id: int | None = None
    ) -> str:
        """A button by its text or its data: of one message, or of the newest that has it.

        Gives the identifier of the callback query, for ``answer_to``.
        """
        person, chat = self.world.person(user_id), self.world.chat(chat_id)
        if not chat.member(user_id).is_member:
            raise ValueError(f"{user_id} is not in {chat_id}")
        stored, data = _find(chat, button, message_id)
        number = str(4_000_000_000_000_000_000 + next(self.world.numbers))
        self.world.callbacks[number] = None
        query = {
            "id": number,
            "from": person.json(),
            "message": stored.json,
            "chat_instance": str(chat.id * 31),
            "data": data,
        }
        self.world.updates.push("callback_query", query, user_id)
        return number

    def presses_old(self, user_id: int, chat_id: int, data: str, message_id: int) -> str:
        """A button of a message that is gone from the bot's sight, as a phone may still show it.

        Its callback query can be answered no more.
        """
        chat = self.world.chat(chat_id)
        number = str(4_000_000_000_000_000_000 + next(self.world.numbers))
        gone = {"message_id": message_id, "chat": chat.json(), "date": 0}
        query = {
            "id": number,
            "from": self.world.person(user_id).json(),
            "message": gone,
            "chat_instance": str(chat.id * 31),
            "data": data,
        }
        self.world.updates.push("callback_query", query, user_id)
        return number

    def answer_to(self, query_id: str) -> Json | None:
        """The parameters of the bot's answer to a callback query; None before it answers."""
        return self.world.callbacks.get(query_id)

    def expires(self, query_id: str) -> None:
        """Too much time passed to answer this callback query."""
        self.world.callbacks.pop(query_id, None)

    def reacts(
        self, user_id: int, chat_id: int, message_id: int, emoji: str | None = None
    ) -> None:
        """Without an emoji a reaction is taken back. Bots hear of it as administrators only."""
        chat, stored = self._message(chat_id, message_id)
        person, member = self.world.person(user_id), chat.member(user_id)
        new = [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
        told: Json = {
            "chat": chat.json(),
            "message_id": message_id,
            "date": self.world.now(),
            "old_reaction": stored.reactions.get(user_id, []),
            "new_reaction": new,
        }
        told |= {"actor_chat": chat.json()} if member.anonymous else {"user": person.json()}
        stored.reactions[user_id] = new
        me = chat.member(self.world.me.id)
        if chat.type is not ChatType.CHANNEL and (me.administers or chat.person is not None):
            self.world.tell("message_reaction", told, chat)

    def stops_draft(self, user_id: int, *, thread: int = 0) -> None:
        """The button beside a message that is being generated."""
        chat = self.world.chat(user_id)
        draft = chat.drafts.get(thread)
        if draft is None or draft.until <= self.world.clock():
            raise LookupError(f"no draft in {user_id}")
        if not draft.can_stop:
            raise ValueError(f"the draft in {user_id} has no button to stop it")
        told: Json = {"chat": chat.json(), "draft_id": draft.id}
        told |= {"message_thread_id": thread} if thread else {}
        if not draft.keep_on_stop:
            del chat.drafts[thread]
        self.world.tell("stopped_message_generation", told, chat)


def _find(chat: Chat, wanted: str, message_id: int | None) -> tuple[Stored, str]:
    """A message with such a button, and the button's data."""
    seen: list[str] = []
    for stored in chat.newest_first():
        if message_id not in {None, stored.id} or not stored.by_bot:
            continue
        for button in _buttons(stored.json):
            text = plain(button["text"])
            if wanted in {text, button.get("callback_data")}:
                return stored, _data(button, text)
            seen.append(text)
    raise LookupError(f"no button {wanted!r} in {chat.id} — there are {seen}")


def _buttons(message: Json) -> Iterable[Json]:
    yield from buttons(message.get("reply_markup"))
    yield from rich_buttons(message.get("rich_message", {}))


def _data(button: Json, text: str) -> str:
    if "callback_data" not in button or "disabled" in button:
        raise ValueError(f"the button {text!r} tells the bot nothing")
    data: str = button["callback_data"]
    return data
