"""Random typed expressions: the engine's gradients against finite differences.

    python -m fuzz.run [--count 10000] [--seed N] [--jobs 2] [--verify 20] [--only-ops log,matmul]

Exits with 1 if a value or a shape is wrong, if a simplification changes a value, if anything but a
refusal is raised, if the checker rejects what is right, or if less than 99 % is answered.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from random import Random
from time import monotonic
from types import FrameType

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402

from fuzz.grammar import drawn  # noqa: E402
from fuzz.judge import Outcome, outcome  # noqa: E402
from fuzz.program import CONSTRUCTED, FORMS, HEADER, Program, code  # noqa: E402
from fuzz.shrink import shrunk  # noqa: E402

FAULTS = ("wrong", "shape", "link", "crash", "refuted")
LIMIT = 10
REDRAWS = 8


@dataclass(frozen=True)
class Task:
    """One number of a run."""

    seed: str
    number: int
    only: tuple[str, ...]
    check: bool


@dataclass(frozen=True)
class Report:
    """The outcome for one number, how often it was drawn anew, and a reproduction of a fault."""

    number: int
    outcome: Outcome
    redrawn: int
    reproduction: str = ""


def judged(program: Program, seed: str, check: bool) -> Outcome:
    """The outcome, or a crash after a limit of time."""

    def late(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"longer than {LIMIT} s")

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT, LIMIT)  # again, as a destructor may swallow one
    try:
        return outcome(program, np.random.default_rng(list(seed.encode())), check)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def report(task: Task) -> Report:
    """Draw until something can be decided; shrink what fails."""
    program, found = None, Outcome("undecidable")
    turn = 0
    for turn in range(REDRAWS):
        seed = f"{task.seed}:{task.number}:{turn}"
        program = drawn(Random(seed), task.only)
        found = judged(program, seed, task.check)
        if found.kind != "undecidable":
            break
    if found.kind not in (*FAULTS, "refused") or program is None:
        return Report(task.number, found, turn)

    def fails(smaller: Program) -> bool:
        return judged(smaller, task.seed, found.kind == "refuted").kind == found.kind

    small = shrunk(program, fails)
    said = judged(small, task.seed, found.kind == "refuted").detail or found.detail
    return Report(task.number, found, turn, f"# {found.kind}: {said}\n{code(small)}")


def reports(tasks: list[Task], jobs: int) -> Iterator[Report]:
    """The reports, in any order."""
    if jobs < 2:
        yield from map(report, tasks)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(report, tasks, chunksize=20)


class Summary:
    """Counts over a run."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.operations: Counter[int] = Counter()
        self.gradients = self.links = self.redrawn = 0

    def add(self, one: Report) -> None:
        """Count a report."""
        found = one.outcome
        self.kinds[found.kind] += 1
        self.gradients += found.gradients
        self.links += found.links
        self.redrawn += one.redrawn
        self.forms.update(found.forms)
        self.operations[found.operations] += 1
        if found.kind == "refused":
            self.reasons[found.detail[:90]] += 1
        if found.verdict:
            self.verdicts[found.verdict[:90]] += 1

    @property
    def answered(self) -> float:
        """The share that was answered, rightly or wrongly."""
        asked = sum(self.kinds.values()) - self.kinds["undecidable"]
        return 1 - (self.kinds["refused"] + self.kinds["crash"]) / max(1, asked)

    @property
    def fine(self) -> bool:
        """Whether the run passes."""
        return not any(self.kinds[kind] for kind in FAULTS) and self.answered >= 0.99

    def lines(self, seconds: float, complete: bool) -> Iterator[str]:
        """The summary in words."""
        count, kinds = sum(self.kinds.values()), self.kinds
        operations = sum(n * times for n, times in self.operations.items()) / max(1, count)
        yield f"{count} expressions, {operations:.1f} operations on average, {seconds:.0f} s"
        yield (
            f"  answered {100 * self.answered:.2f} %   wrong values {kinds['wrong']}   "
            f"wrong shapes {kinds['shape']}   crashes {kinds['crash']}   refused {kinds['refused']}"
        )
        yield (
            f"  {self.gradients} gradients agree with finite differences; "
            f"{kinds['constant']} objectives were rightly said not to depend on a symbol"
        )
        yield (
            f"  {self.links} simplifications keep their value, {kinds['link']} do not; "
            f"{self.redrawn} expressions drawn anew, as no point is far enough from kinks and poles"
        )
        verified, checked = self.verdicts["verified"], sum(self.verdicts.values())
        if checked or kinds["refuted"]:
            yield (
                f"  of {checked} derivations checked, {verified} verified, "
                f"{kinds['refuted']} rejected though right, {checked - verified} undecided"
            )
        for words, counted in (("refused", self.reasons), ("undecided", self.verdicts)):
            for reason, times in counted.most_common(8):
                if reason != "verified":
                    yield f"    {words} {times} × {reason}"
        rare = sorted((self.forms[form], form) for form in FORMS if form != "zeros")
        rows = [form for form in FORMS if form not in CONSTRUCTED]
        met = sum(self.forms[form] > 0 for form in rows)
        yield (
            f"  rows of the table met: {met} of {len(rows)}; seldom met: "
            + ", ".join(f"{form} {times}" for times, form in rare[:5])
        )
        if complete and met < len(rows):
            yield "  never met: " + ", ".join(row for row in rows if not self.forms[row])


def main(arguments: list[str]) -> int:
    """Run and print; 0 if all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0, help="the first number of the run")
    parser.add_argument("--seed", default="", help="random by default")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verify", type=int, default=20, help="verify one in so many; 0 for none")
    parser.add_argument("--only-ops", default="", help="forms and rows, with commas between")
    parser.add_argument("--show", type=int, default=20, help="how many faults to print")
    asked = parser.parse_args(arguments)
    seed = asked.seed or secrets.token_hex(4)
    only = tuple(name for name in asked.only_ops.split(",") if name)
    unknown = [name for name in only if name not in FORMS]
    if unknown:
        print(f"fuzz: no form is called {unknown[0]}; there are {', '.join(FORMS)}")
        return 2
    print(f"fuzz: --seed {seed} --count {asked.count}", flush=True)
    tasks = [
        Task(seed, i, only, asked.verify > 0 and i % asked.verify == 0)
        for i in range(asked.start, asked.start + asked.count)
    ]
    summary, shown, began = Summary(), Counter[str](), monotonic()
    for one in reports(tasks, asked.jobs):
        summary.add(one)
        if one.reproduction:
            shown[one.outcome.kind] += 1
            if shown[one.outcome.kind] <= asked.show:
                print(f"\n# --seed {seed} --start {one.number} --count 1\n{one.reproduction}")
                sys.stdout.flush()
    if shown:
        print(f"\n# The reproductions need these names:\n{HEADER}")
    print("\n".join(summary.lines(monotonic() - began, not only)))
    return 0 if summary.fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
