"""Errors that a person can do something about. Everything else is a defect and ends in the log.

AlfredError         it failed: exit code 1
└── BadInputError   what was asked for is not possible as asked: exit code 2

Each message is one line, what is wrong and after a dash ( — ) the remedy, which ``doctor`` shows
apart; it holds no text of a chat. The edges root their own trees here (``storage.errors`` draws
its own).
"""


class AlfredError(Exception):
    """The root of all errors that are raised on purpose."""


class BadInputError(AlfredError):
    """The command, the file or a setting has to change before it can work."""
