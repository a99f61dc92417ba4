"""What becomes of an order: placed, due, settled."""

from typing import ClassVar, Literal

from pipeline.events.models import DigestEvent, WindowEvent


class DigestOrdered(WindowEvent):
    """Somebody ordered the digest of a window, to be sent or fetched when it is there."""

    name: ClassVar[str] = "digest.ordered.v1"
    language: Literal["ru", "en"]
    engine: Literal["auto", "rules", "model"]
    order_id: int
    """The first of the orders that were placed together."""

    @property
    def key(self) -> str:
        return str(self.order_id)


class DigestOrderSettled(WindowEvent):
    """An order came to its end."""

    name: ClassVar[str] = "digest.order.settled.v1"
    order_id: int
    state: str
    reason: str | None
    replays: int = 0
    """How often it had ended before, and a replay of what failed let it wait again."""

    @property
    def key(self) -> str:
        return f"{self.order_id}:{self.replays}" if self.replays else str(self.order_id)


class DigestDeliveryDue(DigestEvent):
    """A digest that was ordered is there: the order can be delivered."""

    name: ClassVar[str] = "digest.delivery.due.v1"
    order_id: int

    @property
    def key(self) -> str:
        return str(self.order_id)
