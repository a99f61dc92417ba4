"""All that is known of a person, as a ZIP that they can read without us."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pipeline.alfred.models import Fact, MemoryEvent, Profile
from pipeline.alfred.prompts.persona import NAME

VERSION: Final = 1
_FORMULA: Final = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", *"\t\r\n")
"""What a spreadsheet takes for the beginning of a formula, also in full width (owasp.org, CSV
injection)."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything of one person."""

    profile: Profile | None
    events: Sequence[MemoryEvent]
    facts: Sequence[Fact]

    @property
    def nothing(self) -> bool:
        return self.profile is None and not self.events and not self.facts


def exported(known: Known, readme: str, now: datetime) -> bytes:
    """README.txt, profile.json, memory.csv, facts.csv, and metadata.json with their SHA-256.

    Args:
        known: What is packed.
        readme: What the files are, in the person's language.
        now: Aware; it stands in the metadata.
    """
    files = {
        "README.txt": readme,
        "profile.json": _json(_profile(known.profile)),
        "memory.csv": _csv(_EVENT_FIELDS, map(_event, known.events)),
        "facts.csv": _csv(_FACT_FIELDS, map(_fact, known.facts)),
    }
    packed = {name: text.encode("utf-8", "replace") for name, text in files.items()}
    packed["metadata.json"] = _json(_metadata(known, packed, now)).encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in packed.items():
            out.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), content)
    return archive.getvalue()


def _profile(profile: Profile | None) -> dict[str, Any]:
    if profile is None:
        return {}
    return {
        "user_id": profile.person,
        "language": profile.language,
        "persona": NAME,
        "tone": profile.tone.value,
        "preferred_topics": list(profile.preferred_topics),
        "memory_summary": profile.memory_summary,
        "group_summaries": dict(profile.group_summaries),
        "created_at": profile.created_at.isoformat(),
        "updated_at": profile.updated_at.isoformat(),
    }


_EVENT_FIELDS: Final = ("id", "created_at", "scope", "role", "source", "content", "tags")
_FACT_FIELDS: Final = (
    "id",
    "created_at",
    "scope",
    "fact",
    "confidence",
    "evidence",
    "superseded_by",
)


def _event(event: MemoryEvent) -> tuple[str, ...]:
    return (
        event.id,
        event.created_at.isoformat(),
        event.scope,
        event.role.value,
        event.source.value,
        event.content,
        " ".join(event.tags),
    )


def _fact(fact: Fact) -> tuple[str, ...]:
    evidence = "; ".join(f"{each.event}: {each.quotation}" for each in fact.evidence)
    return (
        fact.id,
        fact.created_at.isoformat(),
        fact.scope,
        fact.text,
        f"{fact.confidence:.2f}",
        evidence,
        fact.superseded_by or "",
    )


def _metadata(known: Known, packed: dict[str, bytes], now: datetime) -> dict[str, Any]:
    return {
        "version": VERSION,
        "exported_at": now.isoformat(),
        "events": len(known.events),
        "facts": len(known.facts),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in packed.items()},
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _csv(fields: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # or Excel takes UTF-8 for something else
    writer = csv.writer(out)
    writer.writerow(fields)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
