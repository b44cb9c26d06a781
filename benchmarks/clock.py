"""CPU times: of a call in this process, of a call in a fresh one, of a command."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

from benchmarks.networks import NETWORKS
from gradproof.core.model import Model
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify


@dataclass(frozen=True)
class Times:
    """Seconds of CPU to derive and to verify; the links, and whether all were proved."""

    derive: float
    verify: float
    links: int
    verified: bool


def best(call: Callable[[], object], turns: int) -> float:
    """The least CPU time of a call, in seconds; garbage is collected in between, not inside."""
    least = float("inf")
    for _ in range(turns):
        gc.collect()
        began = process_time()
        call()
        least = min(least, process_time() - began)
    return least


def once(model: Model) -> Times:
    """All gradients of a model, derived and verified once."""
    gc.collect()
    began = process_time()
    derivation = derive_differential(model, scope(model))
    middle = process_time()
    verify(derivation)
    end = process_time()
    links = sum(1 for _ in derivation.links())
    return Times(middle - began, end - middle, links, derivation.verified)


def warm(build: Callable[[], Model], turns: int) -> Times:
    """The best of some turns after a first one; every turn builds an equal model anew.

    What the process keeps from turn to turn is what it keeps for a user as well: the proofs of
    links that were met before. Expressions are dropped with the derivation that holds them.
    """
    once(build())
    runs = [once(build()) for _ in range(turns)]
    derive = min(run.derive for run in runs)
    return Times(derive, min(run.verify for run in runs), runs[0].links, runs[0].verified)


def cold(name: str) -> Times:
    """The first derivation and verification of a fresh process, after its imports."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.clock", name],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Times(**json.loads(run.stdout))


def command(*words: str, turns: int = 5) -> float | None:
    """The least CPU time of a command, in seconds; None if it fails."""
    least = float("inf")
    for _ in range(turns):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run(words, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode != 0:
            return None
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        least = min(least, spent)
    return least


if __name__ == "__main__":
    made = once(NETWORKS[sys.argv[1]]())
    print(json.dumps({slot: getattr(made, slot) for slot in Times.__dataclass_fields__}))
