"""Processes for work that would hold the event loop up, or that a hostile file can crash."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from pipeline.speech.worker import READY, Task, serve

START_SECONDS = 30.0
"""A new interpreter with its libraries takes 0.4 s; a busy machine takes longer."""
JOIN_SECONDS = 5.0
"""For the exit code of a process that has just died."""
_FROM_OUTSIDE = {-signal.SIGTERM, -signal.SIGKILL}

_log = logging.getLogger(__name__)


class WorkerDiedError(Exception):
    """The process ended over the job, or did not come up for it."""

    def __init__(self, exit_code: int | None, *, by_the_job: bool) -> None:
        super().__init__(f"a worker of speech ended with {exit_code}")
        self.by_the_job = by_the_job
        """Or somebody ended it: the system that is short of memory, or a service that stops."""


class WorkerLateError(Exception):
    """The job took longer than it may."""


class WorkerPool:
    """At most ``size`` processes, each started when it is first needed and kept from then on.

    A process whose job fails, takes too long or is cancelled is killed, and the next job gets a
    new one; jobs of other processes go on. What comes back is bytes that are never unpickled:
    it was made from a stranger's file.
    """

    def __init__(self, prepare: Callable[[], Task], *, size: int, memory: int) -> None:
        self._prepare = prepare
        self._memory = memory
        self._free = asyncio.Semaphore(size)  # FIFO
        self._idle: list[_Worker] = []
        self._workers: set[_Worker] = set()
        """Idle, at work, and those killed lately."""
        self._threads = ThreadPoolExecutor(size, "speech")

    async def run(self, job: bytes, *, seconds: float) -> bytes:
        """Have a job done; the wait for a free process does not count.

        Raises:
            WorkerDiedError: The process ended over it, or did not come up.
            WorkerLateError: It was not done within ``seconds``.
        """
        async with self._free:
            worker = self._take()
            try:
                if not worker.is_up:
                    await self._start(worker)
                answer = await self._within(seconds, worker.work, job)
            except BaseException:
                worker.kill()
                raise
            self._idle.append(worker)
            return answer

    async def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        await asyncio.to_thread(self._bury)

    def _take(self) -> "_Worker":
        """The process that worked last, which is the warmest."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_up:
                return worker
            worker.kill()
        self._workers = {each for each in self._workers if not each.is_over}
        worker = _Worker(self._prepare, self._memory)
        self._workers.add(worker)
        return worker

    async def _start(self, worker: "_Worker") -> None:
        try:
            await self._within(START_SECONDS, worker.start)
        except WorkerLateError:
            raise WorkerDiedError(None, by_the_job=False) from None

    def _bury(self) -> None:
        self._threads.shutdown()
        for worker in self._workers:
            worker.bury()

    async def _within(self, seconds: float, work: Callable[..., bytes], *job: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                return await loop.run_in_executor(self._threads, work, *job)
        except TimeoutError:
            raise WorkerLateError(f"a worker of speech took more than {seconds:g} s") from None


@asynccontextmanager
async def open_workers(
    prepare: Callable[[], Task], *, size: int, memory: int
) -> AsyncIterator[WorkerPool]:
    """A pool for as long as the context lasts.

    Args:
        prepare: Called once in each process, and pickled for that; returns what does the jobs.
        size: Processes at the most.
        memory: Bytes of addresses that a process may have.
    """
    pool = WorkerPool(prepare, size=size, memory=memory)
    try:
        yield pool
    finally:
        await pool.close()


class _Worker:
    """One process. ``start`` and ``work`` block, and run in a thread; ``kill`` ends either."""

    def __init__(self, prepare: Callable[[], Task], memory: int) -> None:
        self._prepare = prepare
        self._memory = memory
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._killed = False
        self._starting = threading.Lock()

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def is_over(self) -> bool:
        return self._killed and not self.is_up

    def start(self) -> bytes:
        context = get_context("spawn")  # a fork would take our threads' locks along
        with self._starting:
            if self._killed:
                raise WorkerDiedError(None, by_the_job=False)
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=serve, args=(theirs, self._prepare, self._memory), daemon=True
            )
            self._process.start()
            theirs.close()
        try:
            return self._heard(lambda pipe: pipe.recv_bytes(len(READY)))
        except WorkerDiedError as error:
            error.by_the_job = False
            raise

    def work(self, job: bytes) -> bytes:
        def exchange(pipe: Connection) -> bytes:
            pipe.send_bytes(job)
            return pipe.recv_bytes()

        return self._heard(exchange)

    def kill(self) -> None:
        self._killed = True
        with self._starting:
            if self._process is not None and self._process.pid is not None:
                self._process.kill()

    def bury(self) -> None:
        """Wait for the end of a process that was killed."""
        if self._process is not None and self._process.pid is not None:
            self._process.join(JOIN_SECONDS)

    def _heard(self, exchange: Callable[[Connection], bytes]) -> bytes:
        process, pipe = self._process, self._pipe
        if process is None or pipe is None:
            raise RuntimeError("the worker was not started")
        try:
            return exchange(pipe)
        except (EOFError, OSError):
            process.join(JOIN_SECONDS)
            if not self._killed:
                _log.warning("a worker of speech ended with %s", process.exitcode)
            blame = process.exitcode not in _FROM_OUTSIDE
            raise WorkerDiedError(process.exitcode, by_the_job=blame) from None
