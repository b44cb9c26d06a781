"""The times of the engine, with those of its peers beside them.

    python -m benchmarks.run [--turns 7] [--depths 2,4,8,16,32,64]

All times are CPU times of this process (`time.process_time`), the least of some turns. `cold` is
the first derivation of a fresh process after its imports. `warm` is a later one: an equal model
built anew in the same process, with the proofs of links that were met before still in memory.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.clock import best, cold, command, warm
from benchmarks.networks import NETWORKS, tower
from benchmarks.peers import CASES, by_sympy, jaxpr, ours, version
from gradproof.api import derive, read, read_expression
from gradproof.core.model import Model
from gradproof.core.proof import Derivation
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.layers.derive import Recursion, parameters
from gradproof.derivation.layers.proved import planned, proved_layers

EXAMPLES = Path(__file__).parent.parent / "examples"
HESSIANS = (
    "x^T A x",
    "norm2(A x - b)^2",
    "sum(log(1 + exp(A x)))",
    "-y^T log softmax(W x)",
    "tr(X^{-1} A)",
    "logdet(X)",
)
"""Functions whose second derivatives are timed."""


def line(*cells: str, widths: tuple[int, ...]) -> str:
    """One row of a table, the first column to the left."""
    first, *rest = [f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([f"{cells[0]:<{widths[0]}}", *rest]) if first else ""


def ms(seconds: float) -> str:
    """A time in milliseconds."""
    return f"{1e3 * seconds:.2f} ms"


def target(seconds: float, most: float, words: str) -> str:
    """Whether a time is within what is asked for."""
    return f"{'within' if seconds <= most else 'OVER'} {words}"


def networks(turns: int) -> Iterator[str]:
    """All gradients of each network, cold and warm."""
    widths = (38, 9, 9, 9, 9, 6, 28)
    yield line("all gradients of", "derive", "derive", "verify", "verify", "links", "",
               widths=widths)  # fmt: skip
    yield line("", "cold", "warm", "cold", "warm", "", "target when warm", widths=widths)
    for name, build in NETWORKS.items():
        first, later = cold(name), warm(build, turns)
        kept = max(later.derive / 2e-3, later.verify / 30e-3)
        words = "2 ms and 30 ms" if later.verified else "2 ms and 30 ms; NOT VERIFIED"
        yield line(
            name, ms(first.derive), ms(later.derive), ms(first.verify), ms(later.verify),
            str(later.links), target(kept, 1, words), widths=widths,
        )  # fmt: skip


def growth(depths: list[int], turns: int) -> Iterator[str]:
    """Depth against time, with JAX beside it."""
    jax = version("jax")
    tops = ("tanh layers, all parameters", "derive", "t/t(half)", "verify", "t/t(half)", "jaxpr",
            "derive/jaxpr")  # fmt: skip
    widths = (28, 10, 9, 10, 9, 10, 12)
    yield line(*tops, widths=widths)
    before: dict[int, tuple[float, float]] = {}
    for depth in depths:

        def build(depth: int = depth):
            return tower(depth)

        found = warm(build, max(3, turns // 2))
        before[depth] = (found.derive, found.verify)
        half = before.get(depth // 2)
        peer = best(jaxpr(depth), max(3, turns // 2)) if jax else None
        yield line(
            str(depth) + ("" if found.verified else "  NOT VERIFIED"),
            ms(found.derive), f"{found.derive / half[0]:.2f}" if half else "",
            ms(found.verify), f"{found.verify / half[1]:.2f}" if half else "",
            ms(peer) if peer else "", f"{found.derive / peer:.2f}" if peer else "", widths=widths,
        )  # fmt: skip
    if jax:
        yield f"jaxpr: jax.make_jaxpr(jax.grad(loss)) of JAX {jax}, abstract arrays, float32."
    else:
        yield "JAX is not installed, so that there is nothing beside it: pip install '.[bench]'"
    yield "Targets: t(64)/t(32) at most 2.3, and derive/jaxpr below 1 at 64 layers."


def symbolic(turns: int) -> Iterator[str]:
    """Networks whose number of layers stays a letter: the recursion alone, and with all proofs."""
    widths = (38, 9, 9, 6, 28)
    yield line(
        "symbolic depth, all gradients of", "derive", "all", "links", "target", widths=widths
    )
    for path in sorted(EXAMPLES.glob("*.md")):
        model = read(path.read_text("utf-8"))
        if model.layers is None:
            continue

        def recursion(model: Model = model) -> Derivation:
            parts = planned(model, model.objective)
            return Recursion(parts, derive_differential, list(parameters(parts))).run()

        whole = best(lambda model=model: proved_layers(model), turns)
        spent = best(recursion, turns)
        links = str(sum(1 for _ in recursion().links()))
        cells = (path.stem, ms(spent), ms(whole), links, target(spent, 20e-3, "20 ms"))
        yield line(*cells, widths=widths)


def seconds(turns: int) -> Iterator[str]:
    """Gradients and Hessians of some functions, with all proofs; what the second order adds."""
    widths = (38, 10, 10, 9)
    yield line("order 2 of", "order 1", "order 2", "ratio", widths=widths)
    for formula in HESSIANS:
        model = read_expression(formula)
        first, both = (
            best(lambda order=order, model=model: derive(model, order=order), turns)
            for order in (1, 2)
        )
        yield line(formula, ms(first), ms(both), f"{both / first:.1f}", widths=widths)


def classics(turns: int) -> Iterator[str]:
    """Derivatives of the textbook, with SymPy's matrix derivative beside them."""
    sympy = version("sympy")
    widths = (28, 11, 9, 12, 9)
    yield line("one gradient of", "gradproof", "", "SymPy", "", widths=widths)
    counted = {"gradproof": 0, "SymPy": 0}
    for case in CASES:
        runs = [ours(case) for _ in range(turns)]
        mine = (min(spent for spent, _ in runs), runs[0][1])
        counted["gradproof"] += mine[1] == "right"
        cells = [f"{case.name} by {case.wrt}", ms(mine[0]), mine[1], "", ""]
        if sympy:
            tries = [by_sympy(case) for _ in range(2)]
            spent, said = min(one for one, _ in tries), tries[0][1]
            counted["SymPy"] += said == "right"
            cells[3:] = [ms(spent), said]
        yield line(*cells, widths=widths)
    if sympy:
        yield (
            f"right: gradproof {counted['gradproof']}, SymPy {sympy} {counted['SymPy']}, of "
            f"{len(CASES)}; judged by central differences in NumPy at one point."
        )
    else:
        yield "SymPy is not installed, so that there is nothing beside it: pip install '.[bench]'"


def starting() -> Iterator[str]:
    """How long it takes to begin."""
    python = command(sys.executable, "-c", "pass")
    widths = (38, 9, 28)
    yield line("CPU time of a fresh process", "", "", widths=widths)
    yield line("python -c pass", ms(python or 0), "", widths=widths)
    for name in ("gradproof", "gradproof.api"):
        spent = command(sys.executable, "-c", f"import {name}")
        said = ("fails", "") if spent is None else (ms(spent), target(spent, 0.25, "250 ms"))
        yield line(f"python -c 'import {name}'", *said, widths=widths)
    script = Path(sys.executable).parent / "gradproof"
    spent = command(str(script), "--help")
    said = ("fails", "") if spent is None else (ms(spent), target(spent, 0.6, "600 ms"))
    yield line("gradproof --help", *said, widths=widths)


def main(arguments: list[str]) -> int:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--depths", default="2,4,8,16,32,64")
    asked = parser.parse_args(arguments)
    depths = [int(one) for one in asked.depths.split(",")]
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU times, the least of")
    print(f"{asked.turns} turns (half as many for towers). Cold: the first derivation of a fresh")
    print("process. Warm: an equal model built anew in the same process, known proofs kept.\n")
    for table in (networks(asked.turns), growth(depths, asked.turns), symbolic(asked.turns),
                  seconds(asked.turns), classics(asked.turns), starting()):  # fmt: skip
        for row in table:
            print(row.rstrip(), flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
