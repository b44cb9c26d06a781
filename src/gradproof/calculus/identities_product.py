"""Identities of matrix products and traces."""

from __future__ import annotations

from gradproof.calculus.chains import factors, replaced, same_chain, stretches
from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.calculus.transposes import pushed_transpose
from gradproof.core.algebra import (
    add,
    diag,
    hadamard,
    kron,
    matmul,
    scale,
    split_constant,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import UNIT, Expr, identity, ones
from gradproof.core.facts import Equation, Fact
from gradproof.core.operation import TABLE, Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def dot(left: Expr, right: Expr) -> Expr:
    """⟨A, B⟩ as a product: aᵀb for vectors, tr(AᵀB) for matrices."""
    if left.shape.is_row:
        return matmul(left, transpose(right))
    return trace(matmul(transpose(left), right))


def _inner(e: Expr, s: Simplifier) -> Found:
    return None if e.varies else dot(*e.args)


def _given(e: Expr, s: Simplifier) -> Found:
    """A stretch of the chain that a fact gives another value, also transposed."""
    for fact in s.equations:
        if fact.is_definition:
            continue
        for left, right in ((fact.left, fact.right), (transpose(fact.left), transpose(fact.right))):
            c, body = split_constant(left)
            if c is not ONE:
                continue
            pattern = factors(body)
            for start in stretches(e.args, len(pattern)):
                if same_chain(e.args[start : start + len(pattern)], pattern):
                    return replaced(e.args, start, len(pattern), right), (fact,)
    return None


def _cancel_inverse(e: Expr, s: Simplifier) -> Found:
    """M⁻¹ M = I, also for a product M that stands written out, and for transposes."""
    chain = e.args
    for place, one in enumerate(chain):
        turned = one.op == "transpose"
        core = one.args[0] if turned else one
        if core.op != "inverse":
            continue
        inside = core.args[0]
        pattern = factors(transpose(inside) if turned else inside)
        after = chain[place + 1 : place + 1 + len(pattern)]
        if same_chain(after, pattern):
            return replaced(chain, place, 1 + len(pattern), identity(one.shape.rows))
        begin = place - len(pattern)
        if begin >= 0 and same_chain(chain[begin:place], pattern):
            return replaced(chain, begin, 1 + len(pattern), identity(one.shape.rows))
    return None


def _split_inverse(e: Expr, s: Simplifier) -> Found:
    """(A B)⁻¹ = B⁻¹ A⁻¹ for square factors, where something cancels."""
    for place, one in enumerate(e.args):
        turned = one.op == "transpose"
        core = one.args[0] if turned else one
        if core.op != "inverse":
            continue
        parts = factors(core.args[0])
        if len(parts) > 1 and all(part.shape.is_square for part in parts):
            split = matmul(*(TABLE["inverse"](part) for part in reversed(parts)))
            return s.attempt(replaced(e.args, place, 1, transpose(split) if turned else split))
    return None


def _diag_vector(e: Expr, s: Simplifier) -> Found:
    """diag(a) b = a ⊙ b for a vector b, and diag(a) diag(b) = diag(a ⊙ b)."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op == "diag" and two.shape.cols is ONE:
            return replaced(e.args, place, 2, hadamard(one.args[0], two))
        if two.op == "diag" and one.shape.rows is ONE:
            return replaced(e.args, place, 2, hadamard(one, transpose(two.args[0])))
        if one.op == "diag" and two.op == "diag":
            return replaced(e.args, place, 2, diag(hadamard(one.args[0], two.args[0])))
    return None


def _dot_cancel(e: Expr, s: Simplifier) -> Found:
    """aᵀ(b ⊙ c) = 1ᵀ(a ⊙ b ⊙ c), where the entrywise product cancels; and 1ᵀ(a ⊙ b) = aᵀb."""
    for place, (row, column) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if row.shape.rows is not ONE or column.shape.cols is not ONE:
            continue
        product = s.attempt(hadamard(pushed_transpose(row), column))
        before = cost(matmul(row, column))
        best: Expr | None = None
        for candidate in _sums(product):
            if cost(candidate) < before:
                before, best = cost(candidate), candidate
        if best is not None:
            return replaced(e.args, place, 2, best)
    return None


def _sums(product: Expr) -> list[Expr]:
    """Ways to write 1ᵀ(product)."""
    c, body = split_constant(product)
    whole = matmul(ones(ONE, product.shape.rows), product)
    if body.op != "hadamard":
        return [whole]
    split = [
        matmul(transpose(one), hadamard(*(other for other in body.args if other is not one)))
        for one in body.args
    ]
    return [whole, *(scale(c, part) for part in split)]


def _distribute(e: Expr, s: Simplifier) -> Found:
    """A (B + C) = A B + A C, where the end is shorter."""
    if len(e.args) > 8:
        return None
    for place, one in enumerate(e.args):
        if one.op == "add" and len(one.args) <= 4:
            others = sum(cost(arg) for arg in e.args if arg is not one)
            made = [s.attempt(replaced(e.args, place, 1, term)) for term in one.args]
            pairs = zip(made, one.args, strict=True)
            if all(cost(product) >= others + cost(term) for product, term in pairs):
                continue
            candidate = s.attempt(add(*made))
            if cost(candidate) < cost(e):
                return candidate
    return None


def _kron_vec(e: Expr, s: Simplifier) -> Found:
    """(A ⊗ B) vec X = vec(B X Aᵀ), and (A ⊗ B)(C ⊗ D) = A C ⊗ B D."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op != "kron":
            continue
        a, b = one.args
        if two.op == "vec":
            (x,) = two.args
            if x.shape.rows is b.shape.cols and x.shape.cols is a.shape.cols:
                return replaced(e.args, place, 2, vec(matmul(b, x, transpose(a))))
        if two.op == "kron":
            c, d = two.args
            if a.shape.cols is c.shape.rows and b.shape.cols is d.shape.rows:
                return replaced(e.args, place, 2, kron(matmul(a, c), matmul(b, d)))
    return None


def _vec_dot(e: Expr, s: Simplifier) -> Found:
    """vec(A)ᵀ vec(B) = tr(AᵀB)."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op == "transpose" and one.args[0].op == "vec" and two.op == "vec":
            a, b = one.args[0].args[0], two.args[0]
            if a.shape == b.shape:
                return replaced(e.args, place, 2, dot(a, b))
    return None


def _softmax_sum(e: Expr, s: Simplifier) -> Found:
    """The entries of a softmax sum to 1: 1ᵀ softmax(x) = 1, softmax(X) 1 = 1."""
    if all(one.op != "ones" for one in e.args):
        return None
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        for first, second in ((one, two), (transpose(two), transpose(one))):
            if not (first.op == "ones" or second.op == "ones"):
                continue
            value, used = _definition(first if second.op == "ones" else second, s)
            if value.op != "softmax":
                continue
            if second.op == "ones" and value.shape.cols is not ONE and second.shape.cols is ONE:
                made = ones(value.shape.rows, ONE)
            elif first.op == "ones" and value.shape.cols is ONE and first.shape.rows is ONE:
                made = UNIT
            else:
                continue
            if first is not one:
                made = transpose(made)
            return replaced(e.args, place, 2, made), used
    return None


def _definition(e: Expr, s: Simplifier) -> tuple[Expr, tuple[Fact, ...]]:
    """The value of a named softmax, with its definition as the fact used."""
    for fact in s.equations:
        if fact.is_definition and fact.left is e and fact.right.op == "softmax":
            return fact.right, (Equation(fact.left, fact.right),)
    return e, ()


def _trace_rotate(e: Expr, s: Simplifier) -> Found:
    """tr(A B) = tr(B A), where something then cancels."""
    chain = factors(e.args[0])
    if e.args[0].op != "matmul" or len(chain) > 6:
        return None
    for turn in range(1, len(chain)):
        candidate = s.attempt(trace(matmul(*chain[turn:], *chain[:turn])))
        if cost(candidate) < cost(e):
            return candidate
    return None


def _trace_square(e: Expr, s: Simplifier) -> Found:
    """tr(AᵀA) = ‖A‖²."""
    chain = factors(e.args[0])
    if len(chain) % 2:
        return None
    half = len(chain) // 2
    left, right = matmul(*chain[:half]), matmul(*chain[half:])
    if transpose(left).same(right):
        return TABLE["squared_norm"](right if right.op != "transpose" else transpose(right))
    return None


def _dot_square(e: Expr, s: Simplifier) -> Found:
    """xᵀx = ‖x‖²."""
    if not e.shape.is_scalar or len(e.args) % 2:
        return None
    half = len(e.args) // 2
    left, right = matmul(*e.args[:half]), matmul(*e.args[half:])
    if right.shape.is_column and right.op != "ones" and transpose(left).same(right):
        return TABLE["squared_norm"](right)
    return None


def _scalar_transpose(e: Expr, s: Simplifier) -> Found:
    """yᵀ Aᵀ x = xᵀ A y: a scalar is its own transpose."""
    return matmul(*(transpose(one) for one in reversed(e.args))) if e.shape.is_scalar else None


def _trace_of_sum(e: Expr, s: Simplifier) -> Found:
    """tr(A + B) = tr A + tr B, where the end is shorter."""
    if e.args[0].op != "add":
        return None
    return s.attempt(add(*(trace(term) for term in e.args[0].args)))


def _trace_kron(e: Expr, s: Simplifier) -> Found:
    """tr(A ⊗ B) = tr A · tr B for square A and B."""
    if e.args[0].op != "kron":
        return None
    a, b = e.args[0].args
    if a.shape.is_square and b.shape.is_square:
        return hadamard(trace(a), trace(b))
    return None


PRODUCT = (
    Identity("inner_eq_trace", ("inner",),
             Words("⟨A, B⟩ = tr(Aᵀ B).", "⟨A, B⟩ = tr(Aᵀ B)。"), _inner, always=True),
    Identity("given", ("matmul",), Words("This is given.", "由已知条件。"), _given, always=True),
    Identity("softmax_sum_one", ("matmul",),
             Words("The entries of a softmax sum to 1.",
                   "softmax 的各分量之和为 1。"), _softmax_sum, always=True),
    Identity("inverse_mul_cancel", ("matmul",),
             Words("M⁻¹ M = I.", "M⁻¹ M = I。"), _cancel_inverse, always=True),
    Identity("diag_mul", ("matmul",),
             Words("diag(a) b = a ⊙ b.", "diag(a) b = a ⊙ b。"), _diag_vector, always=True),
    Identity("kron_mul", ("matmul",),
             Words("(A ⊗ B) vec X = vec(B X Aᵀ), and (A ⊗ B)(C ⊗ D) = AC ⊗ BD.",
                   "(A ⊗ B) vec X = vec(B X Aᵀ)，且 (A ⊗ B)(C ⊗ D) = AC ⊗ BD。"),
             _kron_vec, always=True),
    Identity("vec_dot", ("matmul",),
             Words("vec(A)ᵀ vec(B) = tr(AᵀB).",
                   "vec(A)ᵀ vec(B) = tr(AᵀB)。"), _vec_dot, always=True),
    Identity("mul_inverse_rev", ("matmul",),
             Words("(A B)⁻¹ = B⁻¹ A⁻¹.", "(A B)⁻¹ = B⁻¹ A⁻¹。"), _split_inverse),
    Identity("dot_self", ("matmul",), Words("xᵀx = ‖x‖².", "xᵀx = ‖x‖²。"), _dot_square),
    Identity("dot_hadamard", ("matmul",),
             Words("aᵀ(b ⊙ c) = 1ᵀ(a ⊙ b ⊙ c), and equal factors cancel.",
                   "aᵀ(b ⊙ c) = 1ᵀ(a ⊙ b ⊙ c)，相同因子可约去。"), _dot_cancel),
    Identity("mul_add", ("matmul",),
             Words("A(B + C) = AB + AC.", "A(B + C) = AB + AC。"), _distribute),
    Identity("scalar_transpose", ("matmul",),
             Words("yᵀ Aᵀ x = xᵀ A y.", "yᵀ Aᵀ x = xᵀ A y。"), _scalar_transpose),
    Identity("trace_self", ("trace",), Words("tr(AᵀA) = ‖A‖².", "tr(AᵀA) = ‖A‖²。"), _trace_square),
    Identity("trace_kron", ("trace",),
             Words("tr(A ⊗ B) = tr A · tr B.", "tr(A ⊗ B) = tr A · tr B。"), _trace_kron,
             always=True),
    Identity("trace_mul_comm", ("trace",),
             Words("tr(A B) = tr(B A).", "tr(A B) = tr(B A)。"), _trace_rotate),
    Identity("trace_add", ("trace",),
             Words("tr(A + B) = tr A + tr B.", "tr(A + B) = tr A + tr B。"), _trace_of_sum),
)  # fmt: skip
