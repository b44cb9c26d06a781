"""Identities of inverses, transposes, determinants, diagonals and Kronecker blocks."""

from __future__ import annotations

from gradproof.calculus.chains import factors, replaced
from gradproof.calculus.rebuild import rebuild
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.calculus.transposes import pushed_transpose
from gradproof.core.algebra import (
    add,
    base_and_exponent,
    diag,
    diagonal,
    hadamard,
    kron,
    matmul,
    power,
    reciprocal,
    scale,
    smul,
    split_constant,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, identity, ones
from gradproof.core.facts import Fact, Property
from gradproof.core.operation import TABLE, Words, again
from gradproof.ops.linear import block_inner, block_sum

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None
INVERSE = "inverse"


def _inverse(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    row = TABLE[INVERSE]
    match x.op:
        case "inverse":
            return x.args[0]
        case "transpose":
            return transpose(row(x.args[0]))
        case "scale":
            return scale(x.coefficient**-1, row(x.args[0]))
        case "smul":
            return smul(reciprocal(x.args[0]), row(x.args[1]))
        case "identity":
            return x
        case "diag":
            return diag(reciprocal(x.args[0]))
        case "kron" if x.args[0].shape.is_square and x.args[1].shape.is_square:
            return kron(row(x.args[0]), row(x.args[1]))
        case _:
            return None


def _symmetric(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    if x.op == "symbol":
        for name in ("symmetric", "positive_definite", "diagonal"):
            fact = Property(name, x)
            if fact in s.properties:
                return x, (fact,)
        return None
    if not x.shape.is_square:
        return None
    pushed = pushed_transpose(x)
    if pushed.op == "transpose":
        return None
    if pushed.same(x):
        return x
    known = {
        p.subject: p
        for p in s.properties
        if p.name in ("symmetric", "positive_definite", "diagonal")
    }
    if not known:
        return None
    undone, used = _untransposed(pushed, known)
    return (undone, tuple(used)) if undone.same(x) else None


def _entrywise_transpose(e: Expr, s: Simplifier) -> Found:
    """f(Aᵀ)ᵀ = f(A) for a function of each entry."""
    (x,) = e.args
    if x.op not in TABLE or not TABLE[x.op].elementwise or x.op == "power":
        return None
    turned = transpose(x.args[0])
    return None if turned.op == "transpose" else again(x, turned)


def _untransposed(e: Expr, known: dict[Expr, Property]) -> tuple[Expr, list[Property]]:
    """e with Sᵀ replaced by S for the symbols known to be symmetric."""
    if e.op == "transpose" and e.args[0] in known:
        return e.args[0], [known[e.args[0]]]
    if not e.args:
        return e, []
    used: list[Property] = []
    args: list[Expr] = []
    for arg in e.args:
        made, more = _untransposed(arg, known)
        args.append(made)
        used += [one for one in more if one not in used]
    return rebuild(e, tuple(args)), used


def _add_transposes(e: Expr, s: Simplifier) -> Found:
    """Aᵀ + Bᵀ = (A + B)ᵀ."""
    if all(split_constant(term)[1].op == "transpose" for term in e.args):
        return transpose(add(*(transpose(term) for term in e.args)))
    return None


def _add_vecs(e: Expr, s: Simplifier) -> Found:
    """vec A + vec B = vec(A + B), for matrices of one shape."""
    parts = [split_constant(term) for term in e.args]
    if any(body.op != "vec" for _, body in parts):
        return None
    inside = [scale(factor, body.args[0]) for factor, body in parts]
    return vec(add(*inside)) if len({one.shape for one in inside}) == 1 else None


def _orthogonal(e: Expr, s: Simplifier) -> Found:
    """QᵀQ = I for an orthogonal Q, and QQᵀ = I if Q is square."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        for t, q in ((one, two), (two, one)):
            if t.op != "transpose" or t.args[0] is not q:
                continue
            if Property("orthogonal", q) in s.properties and (q is two or q.shape.is_square):
                made = replaced(e.args, place, 2, identity(one.shape.rows))
                return made, (Property("orthogonal", q),)
    return None


def _diagonal(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    if x.op == "hadamard":
        return hadamard(*(diagonal(arg) for arg in x.args))
    if x.op == "add" and any(split_constant(arg)[1].op in ("diag", "identity") for arg in x.args):
        return add(*(diagonal(arg) for arg in x.args))
    if x.op == "matmul":
        chain = factors(x)
        for place, one in enumerate(chain[:-1], start=1):
            if one.shape.cols is ONE:
                left, right = matmul(*chain[:place]), matmul(*chain[place:])
                return hadamard(left, transpose(right))
        if chain[0].op == "diag":
            return hadamard(chain[0].args[0], diagonal(matmul(*chain[1:])))
        if chain[-1].op == "diag":
            return hadamard(diagonal(matmul(*chain[:-1])), chain[-1].args[0])
    return None


def _hadamard_diag(e: Expr, s: Simplifier) -> Found:
    """diag(a) ⊙ B = diag(a ⊙ diag B); I ⊙ B = diag(diag B)."""
    for one in e.args:
        if one.op in ("diag", "identity"):
            rest = [arg for arg in e.args if arg is not one]
            vector = diagonal(one)
            return s.attempt(diag(hadamard(vector, *(diagonal(arg) for arg in rest))))
    return None


def _determinant(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    if x.op == "transpose":
        return TABLE[e.op](x.args[0])
    return None


def _det_inverse(e: Expr, s: Simplifier) -> Found:
    """det(A⁻¹) = 1/det A."""
    return power(TABLE["det"](e.args[0].args[0]), -1) if e.args[0].op == "inverse" else None


def _blocks(e: Expr, s: Simplifier) -> Found:
    """Blocks of a Kronecker product: (P ⊗ Q)_[ij] = P_ij Q; and I = I ⊗ I, 11ᵀ = 11ᵀ ⊗ 11ᵀ."""
    whole, weight = e.args
    c, body = split_constant(whole)
    if body.op == "smul":
        return scale(c, smul(body.args[0], _same_blocks(e, body.args[1])))
    if body.op == "add":
        return scale(c, add(*(_same_blocks(e, term) for term in body.args)))
    if c is not ONE:
        return scale(c, _same_blocks(e, body))
    if body.op == "identity" and e.shape.rows is e.shape.cols and weight.shape.is_square:
        sizes = (e.shape.rows, weight.shape.rows)
        p, q = map(identity, sizes if e.op == "block_inner" else sizes[::-1])
    elif body.op == "ones":
        shapes = (e.shape, weight.shape)
        p, q = (ones(*one) for one in (shapes if e.op == "block_inner" else shapes[::-1]))
    elif body.op == "kron":
        p, q = body.args
    else:
        return None
    if e.op == "block_inner" and p.shape == e.shape and q.shape == weight.shape:
        return smul(trace(matmul(transpose(q), weight)), p)
    if e.op == "block_sum" and q.shape == e.shape and p.shape == weight.shape:
        return smul(trace(matmul(transpose(p), weight)), q)
    return None


def _same_blocks(e: Expr, whole: Expr) -> Expr:
    make = block_inner if e.op == "block_inner" else block_sum
    return make(whole, e.args[1], e.shape)


def _norm_square(e: Expr, s: Simplifier) -> Found:
    """(‖A‖)² = ‖A‖², and √(‖A‖²) = ‖A‖, which halves other odd powers of the root too."""
    base, exponent = base_and_exponent(e)
    if base.op == "norm" and exponent == 2:
        return TABLE["squared_norm"](base.args[0])
    if base.op == "squared_norm" and exponent.denominator == 2:
        return power(TABLE["norm"](base.args[0]), 2 * exponent)
    return None


def _norm_powers(e: Expr, s: Simplifier) -> Found:
    """‖A‖² ‖A‖ᵖ = ‖A‖^{p + 2}, for a p such that this is no square."""
    for one in e.args:
        base, exponent = base_and_exponent(one)
        if base.op != "squared_norm" or exponent.denominator != 1:
            continue
        norm = TABLE["norm"](base.args[0])
        for other in e.args:
            found, p = base_and_exponent(other)
            if found is norm:
                rest = [arg for arg in e.args if arg is not one and arg is not other]
                return hadamard(power(norm, p + 2 * exponent), *rest)
    return None


def _norm_kron(e: Expr, s: Simplifier) -> Found:
    """‖A ⊗ B‖² = ‖A‖² ‖B‖²; ‖vec A‖ = ‖A‖; ‖Aᵀ‖ = ‖A‖."""
    (x,) = e.args
    row = TABLE[e.op]
    if x.op == "kron":
        return hadamard(row(x.args[0]), row(x.args[1]))
    if x.op in ("vec", "transpose", "unvec", "diag"):
        return row(x.args[0])
    return None


MATRIX = (
    Identity("inverse_rules", ("inverse",),
             Words("(Aᵀ)⁻¹ = (A⁻¹)ᵀ, (cA)⁻¹ = A⁻¹/c, (A⁻¹)⁻¹ = A.",
                   "(Aᵀ)⁻¹ = (A⁻¹)ᵀ，(cA)⁻¹ = A⁻¹/c，(A⁻¹)⁻¹ = A。"),
             _inverse, always=True),
    Identity("transpose_symmetric", ("transpose",),
             Words("A symmetric matrix is its own transpose.",
                   "对称矩阵等于其转置。"), _symmetric, always=True),
    Identity("add_transpose", ("add",),
             Words("Aᵀ + Bᵀ = (A + B)ᵀ.", "Aᵀ + Bᵀ = (A + B)ᵀ。"), _add_transposes),
    Identity("vec_add", ("add",),
             Words("vec A + vec B = vec(A + B).", "vec A + vec B = vec(A + B)。"), _add_vecs),
    Identity("transpose_entrywise", ("transpose",),
             Words("f(Aᵀ)ᵀ = f(A), entry by entry.", "逐元素有 f(Aᵀ)ᵀ = f(A)。"),
             _entrywise_transpose),
    Identity("orthogonal_mul", ("matmul",),
             Words("QᵀQ = I.", "QᵀQ = I。"), _orthogonal, always=True),
    Identity("diagonal_mul", ("diagonal",),
             Words("The diagonal of x yᵀ is x ⊙ y; of diag(a) B it is a ⊙ diag(B).",
                   "x yᵀ 的对角线是 x ⊙ y；diag(a) B 的对角线是 a ⊙ diag(B)。"),
             _diagonal, always=True),
    Identity("diag_hadamard", ("hadamard",),
             Words("diag(a) ⊙ B = diag(a ⊙ diag(B)).",
                   "diag(a) ⊙ B = diag(a ⊙ diag(B))。"), _hadamard_diag),
    Identity("det_transpose", ("det", "logdet", "logabsdet"),
             Words("det Aᵀ = det A.", "det Aᵀ = det A。"),
             _determinant, always=True),
    Identity("det_inverse", ("det",),
             Words("det(A⁻¹) = 1/det A.", "det(A⁻¹) = 1/det A。"), _det_inverse, always=True),
    Identity("block_kron", ("block_inner", "block_sum"),
             Words("The (i, j) block of P ⊗ Q is P_ij Q.",
                   "P ⊗ Q 的第 (i, j) 块是 P_ij Q。"), _blocks, always=True),
    Identity("norm_sq", ("power",),
             Words("(‖A‖)² = ‖A‖².", "(‖A‖)² = ‖A‖²。"), _norm_square, always=True),
    Identity("norm_mul_norm", ("hadamard",),
             Words("‖A‖² ‖A‖ᵖ = ‖A‖^{p + 2}.", "‖A‖² ‖A‖ᵖ = ‖A‖^{p + 2}。"),
             _norm_powers, always=True),
    Identity("norm_kron", ("squared_norm", "norm"),
             Words("‖A ⊗ B‖ = ‖A‖ ‖B‖, ‖vec A‖ = ‖Aᵀ‖ = ‖A‖.",
                   "‖A ⊗ B‖ = ‖A‖ ‖B‖，‖vec A‖ = ‖Aᵀ‖ = ‖A‖。"),
             _norm_kron, always=True),
)  # fmt: skip
