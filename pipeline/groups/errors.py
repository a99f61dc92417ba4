"""What can come in between a person and a group that they want to connect.

GroupError              (an AlfredError)
├── NoAccountError      the tenant has no account through which it could be found
├── AccountBusyError    its account cannot be asked at the moment
└── ChatNotFoundError   there is no such chat, or the account is not let in
"""

from pipeline.errors import AlfredError


class GroupError(AlfredError):
    """The root of this tree; no message of it holds a title or an address."""


class NoAccountError(GroupError):
    def __init__(self) -> None:
        super().__init__("no account can be asked for this group — connect one by /connect")


class AccountBusyError(GroupError):
    def __init__(self, seconds: float = 60.0) -> None:
        super().__init__(f"the account cannot be asked now — try again in {seconds:.0f} s")
        self.seconds = seconds


class ChatNotFoundError(GroupError):
    def __init__(self) -> None:
        super().__init__("the account finds no such chat — send its link or @name once more")
