"""A message as a chat keeps it."""

from dataclasses import dataclass, field

from tests.servers.telegram.fields import Json

CONTENT = frozenset(
    {
        "text",
        "entities",
        "rich_message",
        "caption",
        "caption_entities",
        "photo",
        "document",
        "voice",
        "audio",
        "video",
        "video_note",
        "poll",
        "contact",
        "link_preview_options",
    }
)
"""The keys of a message that an edit, a copy and a forward are about."""

MEDIA = ("photo", "document", "voice", "audio", "video", "video_note")


@dataclass(slots=True)
class Stored:
    json: Json
    """The Message; an edit changes it in place."""
    by_bot: bool = False
    keyboard: list[list[str]] | None = None
    """Texts of a reply keyboard, which a Message does not show; empty where it was removed."""
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    """By who reacted."""

    @property
    def id(self) -> int:
        number: int = self.json["message_id"]
        return number

    @property
    def thread(self) -> int:
        number: int = self.json.get("message_thread_id", 0)
        return number

    def content(self) -> Json:
        return {key: value for key, value in self.json.items() if key in CONTENT}

    def replace(self, content: Json) -> None:
        for key in CONTENT & self.json.keys():
            del self.json[key]
        self.json |= content

    def markup(self, given: Json | None) -> None:
        """Put an inline keyboard under it, or take it away."""
        self.json.pop("reply_markup", None)
        if given is not None:
            self.json["reply_markup"] = given

    def quoted(self) -> Json:
        """As a reply shows it: without the message that it answers itself."""
        return {key: value for key, value in self.json.items() if key != "reply_to_message"}

    def forwarded(self) -> Json:
        """Where a forward of it says that it is from."""
        if "forward_origin" in self.json:
            return {"forward_origin": self.json["forward_origin"]}
        date = self.json["date"]
        chat = self.json.get("sender_chat")
        if chat is None:
            origin: Json = {"type": "user", "sender_user": self.json["from"], "date": date}
        elif chat["type"] == "channel":
            origin = {"type": "channel", "chat": chat, "message_id": self.id, "date": date}
        else:
            origin = {"type": "chat", "sender_chat": chat, "date": date}
        return {"forward_origin": origin}
