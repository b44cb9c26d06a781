"""The README shows what the program prints."""

import re
from pathlib import Path

from gradproof import api

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_derivations_shown_are_the_derivations_printed():
    blocks = re.findall(r"```text\n(.*?)```", README, re.S)
    shown_of = [
        ("sigmoid_regression", False), ("sigmoid_regression", False), ("deep_network", False),
        ("sigmoid_columns", True),
    ]  # fmt: skip
    for (name, batch), block in zip(shown_of, blocks, strict=True):
        note = (ROOT / "examples" / f"{name}.md").read_text("utf-8")
        printed = [
            line.rstrip() for line in api.derive(note, batch=batch).to("terminal").split("\n")
        ]
        lines = block.rstrip("\n").split("\n")
        starts = [i for i, line in enumerate(printed) if line == lines[0]]
        assert any(printed[i : i + len(lines)] == lines for i in starts)


def test_the_quick_expressions_work():
    for expression in re.findall(r"gradproof derive -e (?:'([^']*)'|\"([^\"]*)\")", README):
        text = expression[0] or expression[1]
        assert api.derive(api.read_expression(text)).verified


def test_the_python_shown_runs():
    program = "".join(re.findall(r"```python\n(.*?)```", README, re.S))
    there: dict[str, object] = {}
    exec(compile(program, "README.md", "exec"), there)
    shown = re.findall(r"^(gp\.(?:jacobian|jvp|vjp|hvp)\(.*\))  # ([^,\n]*)", program, re.M)
    assert len(shown) == 4
    for call, said in shown:
        assert said == repr(eval(call, there)).splitlines()[0]


def test_the_results_beside_the_python_are_those_of_it():
    (note, said) = re.findall(r'gp\.derive\(r"(.*?)"\)\nfound  # (.*)', README)[0]
    assert said == ", ".join(repr(api.derive(note)).splitlines())
