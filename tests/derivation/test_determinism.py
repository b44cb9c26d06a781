"""The same derivation on every run, whatever the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
from random import Random

from benchmarks.networks import NETWORKS, residual_tower, tower
from fuzz.grammar import drawn
from fuzz.program import built
from gradproof.core.errors import ModelError
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

models = [build() for build in NETWORKS.values()] + [tower(9), residual_tower(3)]
models += [built(drawn(Random(f"determinism {i}"))).model for i in range(40)]
models.append(read_note(
    "$A \\\\in \\\\mathbb{R}^{n \\\\times n}$ is positive definite and invertible, "
    "$x \\\\in \\\\mathbb{R}^n$, $f = x^T A^{-1} x$."
))
for place, model in enumerate(models):
    try:
        found = derive_differential(model, scope(model, None, ["all"]))
    except ModelError as error:
        print(error)
        continue
    if place < 4:
        verify(found)
    for step in found.steps:
        print(step.kind, step.subject)
        for link in step.links:
            certificate = found.certificates.get(link)
            proof = certificate and (certificate.holds, certificate.method, certificate.trials)
            print(" ", link.rule, text(link.before), "=", text(link.after), link.given, proof)
    for result in found.results:
        print(result.wrt, latex(result.gradient), [words.en for words in result.assumptions])
    print({text(delta): text(meaning) for delta, meaning in found.adjoints.items()})
"""


def printed(seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_output_does_not_depend_on_hashing():
    first, *others = (printed(seed) for seed in ("0", "1", "4242"))
    assert first.count("read_off") > 60
    assert "δ_" in first
    for other in others:
        assert other.splitlines() == first.splitlines()
