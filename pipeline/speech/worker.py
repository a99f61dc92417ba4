"""The other side of ``workers``: a process that takes jobs until its owner is gone."""

import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

Task = Callable[[bytes], bytes]

NICENESS = 10
"""Sound can wait for the event loop, which everybody waits for."""
READY = b"ready"


def serve(owner: Connection, prepare: Callable[[], Task], memory: int) -> None:
    """Do one job after the other; anything that a task raises ends the process.

    What is decoded comes from strangers and is decoded by C code. So once it is prepared the
    process can open no file and no connection, takes no more than ``memory`` bytes of addresses,
    and leaves no core file with somebody's voice in it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the owner, who ends us in order
    os.nice(NICENESS)
    task = prepare()
    _confine(memory)
    owner.send_bytes(READY)
    while True:
        try:
            job = owner.recv_bytes()
        except EOFError:
            return
        owner.send_bytes(task(job))


def _confine(memory: int) -> None:
    limits = {resource.RLIMIT_NOFILE: 0, resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":  # elsewhere it is not kept, or cannot be set
        limits[resource.RLIMIT_AS] = memory
    for kind, wanted in limits.items():
        _, hard = resource.getrlimit(kind)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, limit))
