from pipeline.digest.ports import StoredDigest


class Display:
    """A terminal or a file as a channel.

    What it is sent is shown when the command ends, all windows in one piece, so a digest is one
    chunk, named by the hash of its text.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def repeatable(self, index: int) -> bool:
        return True

    def chunks(self, stored: StoredDigest) -> list[str]:
        return [stored.digest.decision.content_hash]

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        return None


def displays() -> dict[str, Display]:
    """The channels of a command, by name: whichever of them a digest was meant for."""
    return {name: Display(name) for name in ("terminal", "file")}
