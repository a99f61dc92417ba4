"""A reply that was made, kept with its turn: a second try says the same, whichever process it is.

It goes into the ledger with the note that its first message leaves, and out of it with the receipt
(docs/decisions/0046).
"""

from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.telegram.turn import current_turn
from pipeline.alfred.talk import Reply


def made_before() -> Reply | None:
    """The reply of this turn, if it was made by now.

    None also if another version of the service made it in a form of its own.
    """
    turn = current_turn()
    made = None if turn is None else turn.made
    try:
        return None if made is None else _form().validate_json(made)
    except ValidationError:
        return None


def keep(reply: Reply) -> None:
    """Keep it before it leaves; nothing happens outside of a turn, or if it is kept."""
    turn = current_turn()
    if turn is None or turn.made is not None:
        return
    # Who else may be named was for the model alone, and may be a whole group.
    passages = tuple(replace(passage, people=()) for passage in reply.passages)
    turn.make(_form().dump_json(replace(reply, passages=passages)))


@cache
def _form() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)
