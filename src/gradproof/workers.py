"""Work in processes of its own: several pieces at once, each with limits that it cannot pass.

A note is a stranger's text. What takes too long, or too much room, is ended together with its
process, and that is an error like any other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar

from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase

T = TypeVar("T")
ROOM = 448 * 2**20
"""Bytes that a process may fill beside what it begins with, which is less than 64 MiB."""

PATIENCE = 4
"""How many times its seconds of computing a process may take by the clock on the wall."""


@dataclass(slots=True)
class _Running(Generic[T]):
    """A process at its piece of the work, and when it is given up."""

    place: int
    process: BaseProcess
    seconds: int
    end: float


def at_once() -> int:
    """How many processes work at a time: one for each processor that there is for us."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def done(
    work: Callable[..., T], pieces: Sequence[tuple[object, ...]], limits: Sequence[int]
) -> Iterator[tuple[int, T | GradproofError]]:
    """Each piece by its place, as it is done: what `work(*piece)` returns, or its error.

    limits: the seconds of computing that each piece may take.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform == "linux"
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    waiting = list(enumerate(pieces))[::-1]
    running: dict[Connection, _Running[T]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once():
                place, piece = waiting.pop()
                seconds = limits[place]
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(
                    target=_answer, args=(theirs, work, piece, seconds), daemon=True
                )
                process.start()
                theirs.close()
                running[ours] = _Running(place, process, seconds, monotonic() + PATIENCE * seconds)
            soonest = min(one.end for one in running.values())
            ready = wait(list(running), max(0.0, soonest - monotonic()))
            late = [pipe for pipe, one in running.items() if one.end <= monotonic()]
            for pipe in [one for one in running if one in ready or one in late]:
                one = running.pop(pipe)
                yield one.place, _received(pipe, one.process, pipe in ready, one.seconds)
    finally:
        for one in running.values():
            one.process.kill()
            one.process.join()


def _received(pipe: Connection, process: BaseProcess, ready: bool, seconds: int) -> Any:
    """What a process has to say; if it ended without a word, which limit it met."""
    try:
        found = pipe.recv() if ready else None
    except EOFError:
        found = None
    finally:
        pipe.close()
    if found is None:
        process.kill()
    process.join()
    if found is not None:
        return found
    return LimitError(
        Phrase("it takes more than {0} seconds or too much memory", seconds),
        hint="Split the note.",
    )


def _answer(
    pipe: Connection, work: Callable[..., T], piece: tuple[object, ...], seconds: int
) -> None:
    """In the process: the work within its limits, and what became of it through the pipe.

    An interruption is for the process that started this one, which ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limited(seconds)
    try:
        found: object = work(*piece)
    except GradproofError as error:
        found = error
    except (RecursionError, MemoryError) as error:
        kind = type(error).__name__
        found = LimitError(Phrase("the input is too large or nested too deeply ({0})", kind))
    except Exception as error:
        if os.environ.get("GRADPROOF_DEBUG"):
            raise
        kind = type(error).__name__
        said = Phrase("this is a fault of gradproof, please report it: {0}: {1}", kind, str(error))
        found = GradproofError(said, hint="GRADPROOF_DEBUG=1 shows where it happened")
    pipe.send(found)
    pipe.close()


def limited(seconds: int) -> None:
    """No more than so many seconds of computing, and ROOM, for this process from now on."""
    if sys.platform == "win32":
        return
    import resource

    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    limits = {
        resource.RLIMIT_CPU: used + seconds,
        resource.RLIMIT_DATA: filled() + ROOM,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Where a system has no such limit, the clock on the wall is all there is.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (soft, hard))


def filled() -> int:
    """The bytes of data that this process has already; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
