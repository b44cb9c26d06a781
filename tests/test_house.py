"""The rules of the house that no linter holds."""

import importlib.metadata
import json
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gradproof

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PURE = ("core", "ops", "notation", "exact", "calculus", "derivation", "check")


def loaded_by(statements: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running these statements."""
    program = f"{statements}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return {name.partition(".")[0] for name in json.loads(run.stdout)}


def test_import_gradproof_is_light():
    heavy = {"numpy", "jax", "torch", "rich", "typer"}
    assert loaded_by("import gradproof") & heavy == set()


def test_floors_up_to_check_do_without_numpy():
    found = [
        module.name
        for module in pkgutil.walk_packages(gradproof.__path__, "gradproof.")
        if module.name.split(".")[1] in PURE
    ]
    assert found
    assert (
        loaded_by("\n".join(f"import {name}" for name in found)) & {"numpy", "jax", "torch"}
        == set()
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_file_is_over_400_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_version_is_the_same_everywhere():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert gradproof.__version__ == importlib.metadata.version("gradproof") == declared


def test_architecture_names_every_file():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    folder, missing = "", []
    tables: dict[str, str] = {}
    for part in text.split("\n### ")[1:]:
        folder = part.partition("`")[2].partition("/`")[0] if part.startswith("`") else ""
        tables[folder] = part
    for path in SOURCES:
        inside = path.relative_to(ROOT / "src" / "gradproof")
        table = tables.get("" if str(inside.parent) == "." else str(inside.parent), "")
        if f"| `{inside.name}` |" not in table:
            missing.append(str(inside))
    assert missing == []
