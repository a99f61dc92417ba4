"""What texts are made into: vectors and counts of tokens."""

from typing import Any

from tests.servers.gigachat import tokens
from tests.servers.gigachat.bodies import TextsBody, checked
from tests.servers.gigachat.call import Call
from tests.servers.gigachat.catalogue import check_model
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.vectors import embedding


def embeddings(server: GigaChatServer, call: Call) -> Any:
    body = checked(TextsBody, call.received.body)
    check_model(server.terms, body.model, "embedder")
    rows = [
        {
            "object": "embedding",
            "index": index,
            "embedding": embedding(text, server.terms.dimensions),
            "usage": {"prompt_tokens": tokens.count(text)},
        }
        for index, text in enumerate(body.input)
    ]
    return {"object": "list", "model": body.model, "data": rows}


def counts(server: GigaChatServer, call: Call) -> Any:
    body = checked(TextsBody, call.received.body)
    check_model(server.terms, body.model)
    return [
        {"object": "tokens", "tokens": tokens.count(text), "characters": len(text)}
        for text in body.input
    ]
