"""What somebody is in a chat."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.servers.telegram.fields import Json

_IN_CHANNELS: Final = frozenset({"can_post_messages", "can_edit_messages"})
_IN_GROUPS: Final = frozenset({"can_pin_messages", "can_manage_topics", "can_manage_tags"})
RIGHTS: Final = (
    frozenset(
        {
            "can_manage_chat",
            "can_change_info",
            "can_delete_messages",
            "can_invite_users",
            "can_restrict_members",
            "can_promote_members",
            "can_manage_video_chats",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
            "can_send_welcome_messages",
        }
    )
    | _IN_CHANNELS
    | _IN_GROUPS
)
"""Of an administrator."""

_PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
"""Of a restricted member, who has none of them here."""


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


_ADMINISTERS: Final = frozenset({Status.CREATOR, Status.ADMINISTRATOR})
_GONE: Final = frozenset({Status.LEFT, Status.KICKED})


@dataclass(frozen=True, slots=True)
class Member:
    status: Status
    anonymous: bool = False
    """An administrator who speaks as the group."""
    rights: frozenset[str] = RIGHTS
    """Those of an administrator; the creator has all."""
    present: bool = True
    """Of a restricted one, who may be restricted in absence too."""

    @classmethod
    def left(cls) -> "Member":
        return cls(Status.LEFT)

    @property
    def is_member(self) -> bool:
        return self.status not in _GONE and self.present

    @property
    def administers(self) -> bool:
        return self.status in _ADMINISTERS

    def can(self, right: str) -> bool:
        if self.status is Status.CREATOR:
            return True
        return self.status is Status.ADMINISTRATOR and right in self.rights

    def json(self, user: Json, *, channel: bool) -> Json:
        """A ChatMember."""
        return {"user": user, "status": self.status.value} | self._details(channel)

    def _details(self, channel: bool) -> Json:
        match self.status:
            case Status.CREATOR:
                return {"is_anonymous": self.anonymous}
            case Status.ADMINISTRATOR:
                possible = RIGHTS - (_IN_GROUPS if channel else _IN_CHANNELS)
                rights = {right: right in self.rights for right in sorted(possible)}
                return rights | {"can_be_edited": False, "is_anonymous": self.anonymous}
            case Status.RESTRICTED:
                nothing = dict.fromkeys(_PERMISSIONS, False)
                return nothing | {"is_member": self.present, "until_date": 0}
            case Status.KICKED:
                return {"until_date": 0}
            case _:
                return {}
