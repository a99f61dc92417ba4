"""The last lines of a page: how much was read, how much is verified, and who wrote it."""

from collections.abc import Iterator, Sequence

from bot.views.blocks import shown
from bot.views.legible import harmless, shorten
from pipeline.digest.model.reading import RUN_TOKENS
from pipeline.digest.models import Digest, Fallback
from pipeline.digest.ports import Wording
from pipeline.digest.statements import Verdict
from pipeline.llm.errors import ModelError


def footer(digest: Digest, wording: Wording) -> tuple[str, ...]:
    supported, total = verified(digest)
    engine = shorten(harmless(digest.engine), 60)
    lines = [
        _read(digest, wording),
        *_unheard(digest, wording),
        wording.say("digest-footer-verified", verified=supported, total=total),
        wording.say(
            "digest-footer-engine",
            engine=wording.say("digest-engine-rules") if engine == "rules" else engine,
        ),
    ]
    if digest.fallbacks:
        lines.append(_stood_in(digest.fallbacks, wording))
    return tuple(lines)


def _read(digest: Digest, wording: Wording) -> str:
    read, expected = digest.statistics.messages, digest.statistics.expected
    if expected is None:
        return wording.say("digest-footer-read-some", covered=read)
    return wording.say("digest-footer-read", covered=read, expected=expected)


def _unheard(digest: Digest, wording: Wording) -> Iterator[str]:
    """What nobody understood, or nobody had time to hear; nothing if all of it was."""
    if digest.statistics.unheard:
        yield wording.say("digest-footer-unheard", count=digest.statistics.unheard)


def verified(digest: Digest) -> tuple[int, int]:
    """Return how many of the shown statements the evidence supports, and how many there are."""
    statements = shown(digest)
    return sum(each.verdict is Verdict.SUPPORTED for each in statements), len(statements)


def _reasons(kind: type[ModelError]) -> Iterator[str]:
    yield kind.reason
    for special in kind.__subclasses__():
        yield from _reasons(special)


def _stood_in(fallbacks: Sequence[Fallback], wording: Wording) -> str:
    """Where rules stood in for the model, and why."""
    worded = {*_reasons(ModelError), RUN_TOKENS}
    reasons = dict.fromkeys(
        each.reason if each.reason in worded else ModelError.reason for each in fallbacks
    )
    return wording.say(
        "digest-footer-fallback",
        stages=", ".join(wording.say(f"stage-{each.stage}") for each in fallbacks),
        why=", ".join(wording.say(f"fallback-{reason}") for reason in reasons),
    )
