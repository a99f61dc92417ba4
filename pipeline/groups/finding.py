"""A group by ids that came from a button or a link: found only for who may have it."""

from collections.abc import Sequence

from pipeline.groups.access import Access
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.ingest.models import GroupId, TenantId


async def readable_group(
    access: Access, tenant: TenantId, group: GroupId, person: PersonId
) -> ConnectedGroup | None:
    """None if there is no such group, or it is not theirs to see: which of the two is not told."""
    found = await _group(access, tenant, group)
    if found is None or not await access.may_read(found, person):
        return None
    return found


async def manageable_group(
    access: Access, tenant: TenantId, group: GroupId, person: PersonId
) -> ConnectedGroup | None:
    """The same of a person who may change what is done with it."""
    found = await _group(access, tenant, group)
    if found is None or not await access.may_manage(found, person):
        return None
    return found


def answering(groups: Sequence[ConnectedGroup]) -> ConnectedGroup | None:
    """Which of the groups that are one chat answers in it: the first that is read."""
    return next((group for group in groups if group.readers), None)


async def _group(access: Access, tenant: TenantId, group: GroupId) -> ConnectedGroup | None:
    try:
        return await access.groups.get(tenant, group)
    except LookupError:
        return None
