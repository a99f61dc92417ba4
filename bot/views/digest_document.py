"""An ordered digest as one JSON object: what the API answers, and what is posted to a URL."""

from bot.views.json_report import Json, to_json
from bot.views.report import Report
from pipeline.orders.models import Order

COMPLETED = "completed"


def digest_document(order: Order, report: Report) -> Json:
    """Return the digest of one window, under the number of the order that asked for it.

    A digest that was held back keeps its figures and loses its text, as ``to_json`` says.
    """
    whole = to_json(report)
    [window] = whole["windows"]
    return {
        "digest_id": order.id,
        "group_id": order.group_id,
        "group_window_id": order.window_id,
        "status": COMPLETED,
        "reasons": [],
        "message_count": window["message_count"],
        "participant_count": window["participant_count"],
        "language": order.language,
        "group": whole["group"],
        "digest": window,
    }
