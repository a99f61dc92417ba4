"""`run`: from the command line to the end of the last part."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager

from handlers.service.supervisor import Supervisor
from handlers.service.systemd import Systemd
from pipeline.health.parts import Part, PartState, PartStatus

ANNOUNCE_SECONDS = 0.2

Opening = Callable[[], AbstractAsyncContextManager[tuple[Sequence[Part], "Stage"]]]


class Stage:
    """Where those who answer for the service's health see its supervisor, once there is one."""

    def __init__(self) -> None:
        self.supervisor: Supervisor | None = None

    def statuses(self) -> Mapping[str, PartStatus]:
        return {} if self.supervisor is None else self.supervisor.statuses


async def serve(opening: Opening, say: Callable[[str], None], systemd: Systemd) -> None:
    """Run the parts until SIGTERM or Ctrl-C, and let them finish; a second one ends at once.

    Args:
        opening: Opens what the parts stand on.
        say: One line for the operator's eyes.
        systemd: Is told when the service is ready, and that it goes on.
    """
    stop = asyncio.Event()
    with _stopped_by_signals(stop):
        async with opening() as (parts, stage):
            stage.supervisor = supervisor = Supervisor(parts)
            async with asyncio.TaskGroup() as tasks:
                telling = tasks.create_task(_tell(supervisor, say))
                following = tasks.create_task(systemd.follow(supervisor.statuses, stop))
                await supervisor.run(stop)
                telling.cancel()
                following.cancel()
    say("stopped: everything that was accepted is kept")


async def _tell(supervisor: Supervisor, say: Callable[[str], None]) -> None:
    """Say of each part what became of it, when that changes."""
    told: dict[str, str] = {}
    while True:
        for name, status in supervisor.statuses.items():
            line = f"{name}: {status.state}" + (f" — {status.reason}" if status.reason else "")
            if told.get(name) != line and status.state is not PartState.STARTING:
                told[name] = line
                say(line)
        await asyncio.sleep(ANNOUNCE_SECONDS)


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    main = asyncio.current_task()

    def end() -> None:
        if stop.is_set() and main is not None:
            main.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
