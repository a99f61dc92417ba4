"""roles: the rules' reading of each person's deeds, in weights of 1 to 10."""

from pipeline.digest.findings import Participant, Role
from pipeline.digest.prompts.roles import HEAVIEST, PersonAnswer, RolesAnswer
from pipeline.digest.rules.roles.participants import assign
from tests.servers.answers import talk
from tests.servers.answers.reading import Asked

ROLES = 2
SHOWN = 2
"""Messages that show a role."""
FAINT = 1
"""A role of so little weight is not named beside another."""
FEW = 3
"""Messages of somebody who does nothing else up to which they are an observer's."""


def cast(asked: Asked) -> RolesAnswer:
    """Roles of those who show one; of a head, the first number is the handle."""
    written = {int(group.figures[0]): group.figures[-1] for group in asked.groups}
    lines = talk.lines(asked.rows)
    found = assign(talk.corpus(lines), talk.threads(lines)).participants
    people = (_person(one, written.get(talk.handle(one.person))) for one in found)
    return RolesAnswer(people=[person for person in people if person is not None])


def _person(found: Participant, written: int | None) -> PersonAnswer | None:
    if written is None or (found.dominant is Role.OBSERVER and written > FEW):
        return None
    shown = {role: round(HEAVIEST * share) for role, share in found.roles.items()}
    if found.dominant is not Role.OBSERVER:
        shown.pop(Role.OBSERVER, None)
    ranked = sorted(shown, key=lambda role: (role is not found.dominant, -shown[role]))[:ROLES]
    return PersonAnswer(
        who=talk.handle(found.person),
        roles={
            role: max(shown[role], FAINT)
            for role in ranked
            if shown[role] > FAINT or role is found.dominant
        },
        lines=list(found.message_ids[:SHOWN]),
    )
