from aiogram.fsm.state import State, StatesGroup


class Asked(StatesGroup):
    """What the person's next words answer."""

    address = State()
    """Of a group to add."""
    zone = State()
    """The person's own."""
    group_zone = State()
    """Of the group whose ids are in the dialogue's data."""
