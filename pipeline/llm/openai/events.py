"""Server-sent events, as far as chat APIs use them (WHATWG HTML, 9.2.6)."""

from pipeline.llm.errors import ModelUnavailableError

LONGEST_EVENT = 1_000_000
"""Bytes. An event holds a token or, of a server that does not stream, a whole answer."""
LARGEST_STREAM = 32_000_000
"""Bytes. A token comes in an event of some 300, and reasoning that nobody reads counts too."""


class EventDecoder:
    """Cuts chunks of bytes, wherever they end, into the data of events.

    Lines are cut as bytes: no character is torn where a chunk ends.
    """

    def __init__(self) -> None:
        self._line = bytearray()
        self._data: list[bytes] = []
        self._held = 0
        self._total = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of the events that the chunk completes.

        Raises:
            ModelUnavailableError: It is more than any answer takes.
        """
        self._total += len(chunk)
        first, *others = chunk.split(b"\n")
        self._line += first
        events = []
        for part in others:
            events += self._read()
            self._line += part
        if len(self._line) + self._held > LONGEST_EVENT or self._total > LARGEST_STREAM:
            raise too_large()
        return events

    def end(self) -> list[bytes]:
        """The last event, if no empty line came after it."""
        return [*self._read(), *self._event()]

    def _read(self) -> list[bytes]:
        line = bytes(self._line).removesuffix(b"\r")
        self._line.clear()
        if line.startswith(b"data:"):
            self._data.append(line[5:].strip())
            self._held += len(line)
        return [] if line else self._event()

    def _event(self) -> list[bytes]:
        event, self._data, self._held = self._data, [], 0
        return [b"\n".join(event)] if event else []


def too_large() -> ModelUnavailableError:
    return ModelUnavailableError(
        "the model's answer is larger than any prompt asks for — check LLM_API_URL"
    )
