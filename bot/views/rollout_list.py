"""Tenants that have digests whatever the stage."""

from dataclasses import dataclass
from typing import Final

from bot.views.rollout import to_feature
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.rollout.models import Feature

_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class KnownTenants:
    listed: frozenset[int]
    """By commands."""
    named: frozenset[int]
    """By the environment."""


def listed_screen(
    tenant: int, known: KnownTenants, wording: Wording, *, allowed: bool, moved: bool
) -> Screen:
    """What became of the list; a tenant that the environment names keeps what it has."""
    done = "allowed" if allowed else "denied"
    kind = f"{done}-now" if moved else f"{done}-before"
    parts = [wording.say("rollout-listed-now", kind=kind, tenant=str(tenant))]
    if not allowed and tenant in known.named:
        parts.append(wording.say("rollout-listed-now", kind="named", tenant=str(tenant)))
    return _screen([*parts, _now(known, wording)], wording)


def no_tenant_screen(tenant: int, wording: Wording) -> Screen:
    return Screen(wording.say("rollout-no-tenant", tenant=str(tenant)))


def listing_usage_screen(known: KnownTenants, wording: Wording) -> Screen:
    return _screen([_now(known, wording), wording.say("rollout-list-usage")], wording)


def _screen(parts: list[str], wording: Wording) -> Screen:
    return Screen("\n\n".join(parts), rows=[[to_feature(Feature.DIGEST_AGENT, wording)]])


def _now(known: KnownTenants, wording: Wording) -> str:
    every = sorted(known.listed | known.named)
    told = ", ".join(str(each) for each in every[:_TOLD])
    more = ", …" if len(every) > _TOLD else ""
    return wording.say("rollout-list-now", count=len(every), tenants=f"{told}{more}")
