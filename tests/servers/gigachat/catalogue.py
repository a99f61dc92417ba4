"""What an account has: its models and its balance."""

from typing import Any

from tests.servers.gigachat.call import Call
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.terms import Terms
from tests.servers.gigachat.wire import ApiError


def models(server: GigaChatServer, _: Call) -> Any:
    rows = [_row(server.terms, model) for model in server.terms.models]
    return {"object": "list", "data": rows}


def model(server: GigaChatServer, call: Call) -> Any:
    name = call.request.match_info["id"]
    check_model(server.terms, name)
    return _row(server.terms, name)


def balance(server: GigaChatServer, _: Call) -> Any:
    """Tokens left, which are one pot here; 403 unless they are prepaid."""
    funds = server.terms.funds
    if funds is None:
        raise ApiError(403, "Permission denied")
    chats = (name for name, kind in server.terms.models.items() if kind == "chat")
    return {"balance": [{"usage": name, "value": funds} for name in chats]}


def check_model(terms: Terms, name: str, kind: str | None = None) -> None:
    """Let a model pass that there is.

    Raises:
        ApiError: 404; there is none of this name, or it is of another kind.
    """
    found = terms.models.get(name)
    if found is None or kind not in {None, found}:
        raise ApiError(404, "No such model")


def _row(terms: Terms, name: str) -> dict[str, str]:
    kind = terms.models[name]
    return {"id": name, "object": "model", "owned_by": "salutedevices", "type": kind}
