"""What is new in groups, as their last digests tell it."""

from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.digest.rules.statements.delivery import opens
from pipeline.digest.shown import ShownDigest
from pipeline.digest.statements import Section, Statement, Verdict
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import AuthorId, MessageId
from pipeline.privacy.tokens import PERSON, person_token, reveal

MOST: Final = 6
"""Statements, shared out over the digests."""
NEWS: Final = (Section.DECISIONS, Section.TOPICS, Section.QUESTIONS, Section.CHANGES)
"""What is news, the weightiest first; who was how cheerful is none."""
OPEN: Final = (Section.QUESTIONS,)
"""What nobody answered."""
_UNADDRESSED: Final = MessageId(0)
"""No message has this id, so no link leads to it."""


def news(
    digests: Sequence[ShownDigest], sections: Sequence[Section], teller: str, somebody: str
) -> tuple[Passage, ...]:
    """The weightiest statements of each digest, each citing the first message that it rests on.

    Args:
        digests: Of different groups, the latest first.
        sections: Which are told, the weightiest first.
        teller: Whose words they are: the digest's, in the reader's language.
        somebody: Who a person is whose name is not known any more.
    """
    if not digests:
        return ()
    each = max(1, MOST // len(digests))
    told = [(shown, list(_statements(shown, sections))[:each]) for shown in digests]
    return tuple(
        Passage(shown.group, cited, (cited,), 1.0, tuple(_people(shown, statement)))
        for shown, statements in told
        for statement in statements
        for cited in (_cited(shown, statement, teller, somebody),)
    )[:MOST]


def _statements(shown: ShownDigest, sections: Sequence[Section]) -> Iterator[Statement]:
    digest = shown.stored.digest
    if not opens(digest.decision, digest.statements):
        return
    for section in sections:
        for judged in digest.statements:
            if judged.statement.section is section and judged.verdict is not Verdict.UNSUPPORTED:
                yield judged.statement


def _cited(shown: ShownDigest, statement: Statement, teller: str, somebody: str) -> Cited:
    return Cited(
        id=_address(shown.group, statement),
        author=teller,
        text=reveal(statement.text, shown.stored.people, unknown=somebody),
        sent_at=shown.window.span.end,
        narrated=True,
    )


def _people(shown: ShownDigest, statement: Statement) -> Iterator[tuple[AuthorId, str]]:
    """Whom it names: first as it does, then by the name itself."""
    for match in PERSON.finditer(statement.text):
        token = person_token(match["code"])
        for each in (match[0], token):
            if name := shown.stored.people.get(each):
                yield AuthorId(token), name


def _address(group: ConnectedGroup, statement: Statement) -> MessageId:
    """None where the ids may be those of the basic group that it was."""
    if group.migrated_from is not None or not statement.message_ids:
        return _UNADDRESSED
    return MessageId(statement.message_ids[0])
