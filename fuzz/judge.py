"""One program: derived by the engine, and its gradients compared with finite differences.

Slopes along random directions are central differences at three step sizes, extrapolated to the
sixth order. A point counts only if no kink or pole is near, the extrapolation agrees with itself
and the engine's gradient is not ill-conditioned there; otherwise another point is drawn.
"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fuzz.arrays import Array, Watch, lengths, value
from fuzz.points import Curve, curves, free_curve
from fuzz.program import Program, built, valued
from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.expr import Expr, symbols, tangent
from gradproof.core.proof import Derivation, Link
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify

POINTS = 2
TRIES = 30
LARGEST = 1e10
STEPS = np.array([1, -1, 0.5, -0.5, 0.25, -0.25])
NEARBY = np.array([0, 1e-8, -1e-8])


@dataclass(frozen=True)
class Outcome:
    """What came of a program.

    kind: agreed; constant (refused, because the objective does not depend on a symbol, and the
        slopes say so too); wrong (a value), shape, link (a simplification changes a value), crash,
        refused, refuted (the checker rejects what is right), or undecidable (no point could be
        found at which anything is sure).
    """

    kind: str
    detail: str = ""
    gradients: int = 0
    links: int = 0
    verdict: str = ""
    operations: int = 0
    forms: frozenset[str] = field(default_factory=frozenset[str])


def outcome(program: Program, rng: np.random.Generator, check: bool = False) -> Outcome:
    """The outcome for a program; with `check`, its derivation is verified as well."""
    found = Outcome("agreed", operations=program.operations, forms=frozenset(program.forms))
    derivation, still = None, list[str]()
    try:
        made = built(program)
        asked = scope(made.model, program.goal, program.wrt)
        derivation = derive_differential(made.model, asked)
        if check:
            found = _verified(found, derivation)
    except ModelError as error:
        still = _said_constant(program, error)
        found = replace(found, kind="refused", detail=f"ModelError: {error}")
        if not still:
            return found
    except GradproofError as error:
        return replace(found, kind="refused", detail=f"{type(error).__name__}: {error}")
    except Exception as error:
        return replace(found, kind="crash", detail=_traced(error))
    for one in derivation.results if derivation else ():
        if one.gradient.shape != one.wrt.shape:
            detail = f"{one.wrt}: the gradient is {one.gradient.shape}, not {one.wrt.shape}"
            return replace(found, kind="shape", detail=detail)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = _Judge(program, derivation, still, rng).judged(found)
        except Exception as error:
            return replace(found, kind="crash", detail=f"in the fuzzer: {_traced(error)}")
    if derivation and found.kind == "agreed" and derivation.closing:
        found = _with_verdict(found, derivation)
    return found


def _verified(found: Outcome, derivation: Derivation) -> Outcome:
    """The derivation verified, unless that takes too long."""
    try:
        verify(derivation)
    except TimeoutError as error:
        return replace(found, verdict=f"undecided: {error}")
    return found


def _said_constant(program: Program, error: ModelError) -> list[str]:
    """The symbols on which the objective does not depend, according to a refusal."""
    message = str(error)
    if message.endswith("depends on no symbol"):
        return [name for name in program.leaves if name in program.used()]
    return [name for name in program.leaves if message.endswith(f"does not depend on {name}")]


def _traced(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    return f"{type(error).__name__}: {str(error)[:200]} ({place})"


def _with_verdict(found: Outcome, derivation: Derivation) -> Outcome:
    """Refuted, if the checker rejects a link or the whole, which agreed with differences."""
    if derivation.verified:
        return replace(found, verdict="verified")
    for link, certificate in derivation.certificates.items():
        if certificate.holds is False:
            detail = f"refuted link {link.rule}: {link.before} = {link.after}"
            return replace(found, kind="refuted", detail=detail)
    if any(one.holds is False for one in derivation.closing):
        return replace(found, kind="refuted", detail="the gradients end to end are refuted")
    open_ = [
        f"{link.rule}: {certificate.reason}"
        for link, certificate in derivation.certificates.items()
        if not certificate.holds
    ]
    open_ += [f"end to end: {one.reason}" for one in derivation.closing if not one.holds]
    return replace(found, verdict=f"undecided: {open_[0] if open_ else 'nothing was closed'}")


class _Judge:
    """The points of one program."""

    def __init__(
        self,
        program: Program,
        derivation: Derivation | None,
        still: list[str],
        rng: np.random.Generator,
    ) -> None:
        self.program, self.rng = program, rng
        self.symbols = built(program).symbols
        self.gradients: dict[str, Expr | None] = dict.fromkeys(still)
        self.adjoints: Mapping[Expr, Expr] = {}
        self.links: list[Link] = []
        if derivation is None:
            return
        self.adjoints = derivation.adjoints
        for one in derivation.results:
            self.gradients[one.wrt.symbol.name] = one.gradient
        if program.wrt is None:
            for name in program.used() & set(program.leaves) - program.data:
                self.gradients.setdefault(name, None)
        self.links = [
            link
            for step in derivation.steps
            for link in step.links
            if step.kind in ("simplify", "read_off", "collect")
        ]

    def judged(self, found: Outcome) -> Outcome:
        """The verdict of a few points; any that is surely wrong decides."""
        agreed = 0
        bad_links: dict[Link, int] = {}
        good_links: set[Link] = set()
        for _ in range(TRIES):
            there = curves(self.program, self.rng)
            try:
                verdict = self.point(there)
            except np.linalg.LinAlgError:
                continue
            if verdict is None:
                continue
            if verdict:
                return replace(found, kind="wrong", detail=verdict)
            agreed += 1
            near = self.near(there)
            for link in self.links:
                same = self.agrees(link, near)
                if same is False:
                    bad_links[link] = bad_links.get(link, 0) + 1
                elif same:
                    good_links.add(link)
            if agreed >= POINTS and not any(n < 2 for n in bad_links.values()):
                break
        wrong = [link for link, times in bad_links.items() if times > 1]
        if wrong:
            link = wrong[0]
            detail = f"{link.rule}: {link.before} = {link.after}"
            return replace(found, kind="link", detail=detail)
        if not agreed:
            return replace(found, kind="undecidable")
        kind = "constant" if found.kind == "refused" else "agreed"
        return replace(found, kind=kind, gradients=len(self.gradients), links=len(good_links))

    def base(self, there: Mapping[str, Curve], times: Array) -> dict[str, Array]:
        """All leaves moved at once, each along its first direction."""
        return {
            name: Curve(one.start, one.directions[:1], None if one.skew is None else one.skew[:1])
            .at(times) for name, one in there.items()
        }  # fmt: skip

    def near(self, there: Mapping[str, Curve]) -> dict[Expr, Array]:
        """The symbols, adjoints and tangents of the engine at three points close together."""
        values = valued(self.program, self.base(there, NEARBY))
        env = {one: values[name] for name, one in self.symbols.items()}
        for name, one in self.symbols.items():
            rows, cols = values[name].shape[-2:]
            env[tangent(one)] = self.rng.normal(size=(1, rows, cols))
        sizes = self.program.sizes
        for one, meaning in self.adjoints.items():
            env[one] = value(meaning, env, sizes)
            env[tangent(one)] = self.rng.normal(size=(1, *lengths(one.shape, sizes)))
        return env

    def point(self, there: Mapping[str, Curve]) -> str | None:
        """ "" if all gradients agree at this point, what is wrong, or None if nothing is sure."""
        watch = Watch()
        base = valued(self.program, self.base(there, NEARBY), watch)
        if not watch.clear or not all((np.abs(one) < LARGEST).all() for one in base.values()):
            return None
        env = self.near(there)
        memo: dict[Expr, Array] = {}
        sure = 0
        for name, gradient in self.gradients.items():
            path = there[name] if name in there else free_curve(base[name][:1], self.rng)
            G = (
                np.zeros_like(path.start)
                if gradient is None
                else value(gradient, env, self.program.sizes, memo)
            )
            verdict = self.compared(name, path, G, {key: one[:1] for key, one in base.items()})
            if verdict is None:
                return None
            if verdict:
                return verdict
            sure += 1
        return "" if sure else None

    def compared(self, name: str, path: Curve, G: Array, base: Mapping[str, Array]) -> str | None:
        """⟨G, V⟩ against the slope of f along V, for each direction V."""
        for step in (2e-2, 3e-3):
            slopes, noise, level = self.slopes(name, path, base, step)
            if slopes is None or noise is None:
                continue
            top = float(np.abs(slopes).max())
            floor = 1e-9 * (1 + level)
            if 20 * noise > 1e-4 * top and not (top < floor and noise < floor):
                continue
            claimed = np.einsum("zij,dij->zd", np.broadcast_to(G, (len(G), *path.start.shape[1:])),
                                path.directions)  # fmt: skip
            if not np.isfinite(claimed).all():
                return None
            spread = float(np.abs(claimed - claimed[:1]).max())
            if spread > 1e-5 * max(top, floor):
                return None
            off = float(np.abs(claimed[0] - slopes).max())
            if off <= 1e-5 * top + 20 * noise + floor:
                return ""
            if off > 1e-3 * top + 100 * noise + 10 * floor:
                return (
                    f"d{self.program.goal}/d{name} along {len(slopes)} directions is "
                    f"{np.array2string(slopes, precision=6)}, and the gradient "
                    f"{self.gradients.get(name)} gives {np.array2string(claimed[0], precision=6)}"
                )
            return None
        return None

    def slopes(
        self, name: str, path: Curve, base: Mapping[str, Array], step: float
    ) -> tuple[Array | None, float | None, float]:
        """The slopes along the path's directions, their uncertainty, and the size of f."""
        watch = Watch()
        times = np.append(STEPS * step, 0.0)
        fixed = {key: one for key, one in base.items() if key in self.program.leaves}
        fixed[name] = path.at(times)
        f = valued(self.program, fixed, watch)[self.program.goal]
        f = np.broadcast_to(f, (len(fixed[name]), 1, 1)).reshape(-1, len(times))
        if not watch.clear or not np.isfinite(f).all():
            return None, None, 0.0
        first = (f[:, 0] - f[:, 1]) / (2 * step)
        second = (f[:, 2] - f[:, 3]) / step
        third = (f[:, 4] - f[:, 5]) / (step / 2)
        one, two = (4 * second - first) / 3, (4 * third - second) / 3
        best = (16 * two - one) / 15
        level = float(np.abs(f).max())
        return best, float(np.abs(best - two).max()) + 1e-15 * level / step, level

    def agrees(self, link: Link, env: Mapping[Expr, Array]) -> bool | None:
        """Whether both ends of a link have one value here; None where that is not sure."""
        if any(one not in env for one in symbols(link.before, link.after)):
            return None
        sizes = self.program.sizes
        memo: dict[Expr, Array] = {}
        before, after = value(link.before, env, sizes, memo), value(link.after, env, sizes, memo)
        if not (np.isfinite(before).all() and np.isfinite(after).all()):
            return None
        top = max(float(np.abs(before).max()), float(np.abs(after).max()), 1e-12)
        apart = float(np.abs(before - after).max())
        rounding = 1e-11 * max(float(np.abs(part).max()) for part in memo.values())
        if apart <= 1e-8 * top + rounding:
            return True
        rough = max(float(np.abs(side - side[:1]).max()) for side in (before, after))
        if rough > 1e-5 * top or apart < 1e-5 * top:
            return None
        return False
