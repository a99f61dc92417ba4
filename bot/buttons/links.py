"""Links that open something in the private chat (core.telegram.org/api/links#bot-links).

A payload is 1 to 64 of A-Z, a-z, 0-9, _ and -; anybody can send any.
"""

import re
from typing import Final

from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import GroupId, TenantId

GROUPS: Final = "groups"
SETTINGS: Final = "settings"

_GROUP: Final = re.compile(r"g(\d{1,18})_(\d{1,18})", re.ASCII)


def private_link(username: str, payload: str) -> str:
    return f"https://t.me/{username}?start={payload}"


def add_to_group_link(username: str) -> str:
    return f"https://t.me/{username}?startgroup=1"


def group_payload(group: ConnectedGroup) -> str:
    return f"g{group.tenant}_{group.id}"


def group_of_payload(payload: str) -> tuple[TenantId, GroupId] | None:
    found = _GROUP.fullmatch(payload)
    return None if found is None else (TenantId(int(found[1])), GroupId(int(found[2])))
