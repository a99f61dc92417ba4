"""A stand-in for a server that speaks OpenAI's API: real HTTP on loopback, faults by script.

    async with openai_server() as server:
        server.script(Fault.status(429, retry_after=1), Fault.drop_after(2), Reply("Да"))
        ...
        assert 3 == len(server.chats)

``Reply`` and ``Fault`` are those of the GigaChat stand-in, and ``Raw`` sends any bytes at all.
Without a script the last turn is the answer. Errors quote the key and the prompt, as real ones do.
"""

from tests.servers.openai.running import openai_server
from tests.servers.openai.server import CHAT, EMBEDDINGS, OTHER, Habits, OpenAiServer, Raw
from tests.servers.openai.wire import DONE, event, said

__all__ = [
    "CHAT",
    "DONE",
    "EMBEDDINGS",
    "OTHER",
    "Habits",
    "OpenAiServer",
    "Raw",
    "event",
    "openai_server",
    "said",
]
