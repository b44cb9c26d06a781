"""What the printers print, read back, is what was printed: random programs as notes."""

import re
from random import Random

import fuzz.program
import pytest
from fuzz.grammar import drawn

from gradproof.core.dims import Monomial, Shape
from gradproof.core.expr import Expr, postorder
from gradproof.core.model import Model
from gradproof.exact import equal
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.symbols import make_symbol
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

# In print |X| of a matrix is its determinant too, a vector of ones has no length, and blocks and
# unvec have no notation of their own that anybody would type.
LEFT_OUT = {"abs", "ones", "zeros", "block_inner", "block_sum", "unvec", "normal_pdf", "spread"}
FORMS = sorted(fuzz.program.FORMS.keys() - LEFT_OUT)


def indexed(name: str, shape: Shape) -> Expr:
    """The symbol `X_1` for the fuzzer's X1."""
    return make_symbol(re.sub(r"(\d+)$", r"_\1", name), shape)


def models(seed: int, count: int) -> list[Model]:
    """Random models in which every size letter is that of a symbol."""
    rng = Random(seed)
    found: list[Model] = []
    while len(found) < count:
        model = fuzz.program.built(drawn(rng, FORMS)).model
        letters = {one for leaf in model.declared.values() for d in leaf.shape for one in d.letters}
        used = {
            one
            for _, right in model.definitions.values()
            for node in postorder(right)
            for one in (node.data.letters if isinstance(node.data, Monomial) else ())
        }
        filled = any(
            node.op in ("ones", "zero", "identity")
            for _, right in model.definitions.values()
            for node in postorder(right)
        )
        if used <= letters and not filled:
            found.append(model)
    return found


def declared(leaf: Expr) -> str:
    """A declaration as a person writes it."""
    rows, cols = (str(size).replace("·", "") for size in leaf.shape)
    raised = "" if leaf.shape.is_scalar else rf"^{{{rows} \times {cols}}}"
    return rf"${leaf.symbol.latex} \in \mathbb{{R}}{raised}$"


@pytest.mark.parametrize("show", [latex, text])
@pytest.mark.parametrize("seed", range(4))
def test_print_and_read_back(monkeypatch: pytest.MonkeyPatch, show: type, seed: int):
    monkeypatch.setattr(fuzz.program, "symbol", indexed)
    for model in models(seed, 30):
        lines = [declared(leaf) for leaf in model.declared.values()]
        for left, right in model.definitions.values():
            lines.append(f"$${left.symbol.latex} = {show(right)}$$")
        lines += [f"$2 {leaf.symbol.latex}$" for leaf in model.declared.values()]
        note = "\n\n".join(lines)
        read = read_note(note)
        for name, (_, right) in model.definitions.items():
            again = read.definitions[name][1]
            assert again.shape == right.shape, note
            assert again.same(right) or equal(again, right).holds is not False, note
