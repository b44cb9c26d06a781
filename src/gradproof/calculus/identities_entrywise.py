"""Identities of entrywise functions and products."""

from __future__ import annotations

from fractions import Fraction

from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import (
    add,
    base_and_exponent,
    hadamard,
    loosen,
    matmul,
    negative,
    power,
    row_sums,
    scale,
    smul,
    split_constant,
    spread,
    subtract,
    total,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import UNIT, Expr, ones, postorder
from gradproof.core.facts import Fact, Property
from gradproof.core.operation import TABLE, Words

MOST_FACTORS = 5
"""A product of more factors than this is not multiplied out."""
GAIN = 2
"""A residual such as Ŷ − Y stays in its brackets unless the end is shorter by more than this."""

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def _distribute(e: Expr, s: Simplifier) -> Found:
    """A ⊙ (B + C) = A ⊙ B + A ⊙ C, where the end is shorter."""
    if len(e.args) > MOST_FACTORS or not any(map(_cancels, e.args)):
        return None
    for one in e.args:
        if one.op == "add" and len(one.args) <= 4:
            rest = [arg for arg in e.args if arg is not one]
            others = sum(cost(arg) + 2 for arg in rest)
            made = [s.attempt(hadamard(*rest, term)) for term in one.args]
            pairs = zip(made, one.args, strict=True)
            if all(
                cost(product) >= others + cost(term)
                for product, term in pairs
                if split_constant(term)[1].op != "ones"
            ):
                continue
            candidate = s.attempt(add(*made))
            if cost(candidate) + GAIN < cost(e):
                return candidate
    return None


def _cancels(factor: Expr) -> bool:
    """Whether a factor, or a term of it, divides or is an exponential, so that something may go."""
    for term in factor.args if factor.op == "add" else (factor,):
        _, scalars, body = loosen(term)
        for part in (*scalars, *(body.args if body.op == "hadamard" else (body,))):
            for one in part.args if part.op in ("hadamard", "matmul") else (part,):
                if one.op == "exp" or base_and_exponent(one)[1] < 0:
                    return True
    return False


def _prime(e: Expr, s: Simplifier) -> Found:
    """σ′(x) = σ(x) ⊙ (1 − σ(x)) = σ(x) ⊙ σ(−x), where something cancels."""
    for one in e.args:
        if one.op == "sigmoid_prime":
            (x,) = one.args
            y, opposite = TABLE["sigmoid"](x), TABLE["sigmoid"](negative(x))
            found = None
            for form in (hadamard(y, subtract(ones(*y.shape), y)), hadamard(y, opposite)):
                found = s.attempt(hadamard(*(form if arg is one else arg for arg in e.args)))
                if cost(found) < cost(e):
                    break
            return found
    return None


def _ratio(e: Expr, s: Simplifier) -> Found:
    """sin x / cos x = tan x, and sinh x / cosh x = tanh x."""
    for above, below, ratio in (("sin", "cos", "tan"), ("sinh", "cosh", "tanh")):
        for one in e.args:
            if one.op != above:
                continue
            under = power(TABLE[below](one.args[0]), -1)
            rest = [arg for arg in e.args if arg is not one and arg is not under]
            if len(rest) == len(e.args) - 2:
                return hadamard(TABLE[ratio](one.args[0]), *rest)
    return None


def _scalar_powers(e: Expr, s: Simplifier) -> Found:
    """Aˢ ⊙ Aᵖ = A^{s + p} for a scalar s and a number p."""
    for one in e.args:
        if one.op != "scalar_power":
            continue
        base, exponent = one.args
        for other in e.args:
            found, p = base_and_exponent(other)
            if other is not one and found.same(base) and p.denominator == 1:
                raised = add(exponent, scale(Fraction(p), UNIT))
                joined = base if raised is UNIT else TABLE["scalar_power"](base, raised)
                rest = [arg for arg in e.args if arg is not one and arg is not other]
                return hadamard(joined, *rest)
    return None


def _plus_one(e: Expr) -> Expr | None:
    """x with e = 1 + exp x."""
    if e.op != "add" or len(e.args) != 2:
        return None
    for one, other in (e.args, e.args[::-1]):
        if (one.op == "ones" or one is UNIT) and other.op == "exp":
            return other.args[0]
    return None


def _logistic(e: Expr, s: Simplifier) -> Found:
    """1/(1 + exp x) = σ(−x)."""
    base, exponent = base_and_exponent(e)
    x = _plus_one(base)
    if x is None or exponent > 0 or exponent.denominator != 1:
        return None
    return power(TABLE["sigmoid"](negative(x)), -exponent)


def _exp_sigmoid(e: Expr, s: Simplifier) -> Found:
    """exp(x) σ(−x) = σ(x), and σ(x) σ(−x) = σ′(x)."""
    for one in e.args:
        if one.op not in ("exp", "sigmoid"):
            continue
        x = one.args[0]
        for other in e.args:
            if other is one:
                continue
            base, exponent = base_and_exponent(other)
            opposite = base.op == "sigmoid" and base.args[0].same(negative(x))
            if opposite and exponent >= 1 and exponent.denominator == 1:
                made = TABLE["sigmoid" if one.op == "exp" else "sigmoid_prime"](x)
                rest = [arg for arg in e.args if arg is not one and arg is not other]
                return hadamard(made, power(base, exponent - 1), *rest)
    return None


def _sigmoid_complement(e: Expr, s: Simplifier) -> Found:
    """σ(x) + σ(−x) = 1."""
    for one in e.args:
        if one.op == "sigmoid":
            other = TABLE["sigmoid"](negative(one.args[0]))
            if any(arg is not one and arg.same(other) for arg in e.args):
                rest = [arg for arg in e.args if arg is not one and not arg.same(other)]
                return add(ones(*e.shape), *rest)
    return None


def _power(e: Expr, s: Simplifier) -> Found:
    base, exponent = base_and_exponent(e)
    if base.op == "step" and exponent > 0:
        return base
    if base.op == "sign" and exponent.denominator == 1:
        if exponent % 2:
            return base
        return ones(*e.shape) if _vanishes_nowhere(base.args[0], s) else None
    if base.op == "exp" and exponent == -1:
        return TABLE["exp"](negative(base.args[0]))
    if base.op == "abs" and exponent.denominator == 1 and exponent % 2 == 0:
        return power(base.args[0], exponent)
    return None


_FLAT = frozenset(
    {"relu", "step", "sign", "abs", "maximum", "leaky_relu", "elu", "diag", "identity", "zero"}
)


def _vanishes_nowhere(expr: Expr, s: Simplifier) -> bool:
    """Whether the entries are 0 on a set without volume at most: nothing below is flat anywhere."""
    return not any(
        part.op in _FLAT or Property("diagonal", part) in s.properties for part in postorder(expr)
    )


def _log(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    if x.op == "exp":
        return x.args[0]
    if x.op == "softmax":
        return TABLE["log_softmax"](x.args[0])
    inside = _plus_one(x)
    return None if inside is None else TABLE["softplus"](inside)


def _exp(e: Expr, s: Simplifier) -> Found:
    (x,) = e.args
    if x.op == "log":
        return x.args[0]
    if x.op == "log_softmax":
        return TABLE["softmax"](x.args[0])
    return None


def _softmax(e: Expr, s: Simplifier) -> Found:
    """exp X divided by its row sums, or exp x by its sum, is the softmax."""
    factors = e.args if e.op == "hadamard" else (*_factors(e.args[0]), e.args[1])
    for one in factors:
        if one.op == "exp" and not one.shape.is_scalar:
            sums = total(one) if ONE in one.shape else row_sums(one)
            below = {power(sums, -1), spread(power(sums, -1), one.shape)}
            below.add(power(spread(sums, one.shape), -1))
            divisor = next((other for other in factors if other in below), None)
            if divisor is not None:
                rest = [arg for arg in factors if arg is not one and arg is not divisor]
                found = TABLE["softmax"](one.args[0])
                return (
                    smul(hadamard(*rest), found)
                    if e.op == "smul" and rest
                    else (hadamard(found, *rest))
                )
    return None


def _factors(scalar: Expr) -> tuple[Expr, ...]:
    """The factors of a product of numbers."""
    return scalar.args if scalar.op == "hadamard" else (scalar,)


def _sign_abs(e: Expr, s: Simplifier) -> Found:
    """|x| ⊙ sign x = x, and sign(x) ⊙ x = |x|."""
    for one in e.args:
        if one.op == "sign":
            for other in e.args:
                rest = [arg for arg in e.args if arg is not one and arg is not other]
                if other.op == "abs" and other.args[0].same(one.args[0]):
                    return hadamard(one.args[0], *rest)
                if other.same(one.args[0]):
                    return hadamard(TABLE["abs"](other), *rest)
    return None


def _step_relu(e: Expr, s: Simplifier) -> Found:
    """1[x > 0] ⊙ ReLU(x) = ReLU(x), by name too, and 1[x > 0] ⊙ x = ReLU(x)."""
    for one in e.args:
        if one.op == "step":
            for other in e.args:
                rest = [arg for arg in e.args if arg is not one and arg is not other]
                base, _ = base_and_exponent(other)
                value, used = _relu_of(base, s)
                if value is not None and (value.same(one.args[0]) or base.same(one.args[0])):
                    return hadamard(other, *rest), used
                if other.same(one.args[0]):
                    return hadamard(TABLE["relu"](other), *rest)
    return None


def _relu_of(e: Expr, s: Simplifier) -> tuple[Expr | None, tuple[Fact, ...]]:
    """(x, the definition used) for ReLU(x), or for a symbol that is defined so."""
    if e.op == "relu":
        return e.args[0], ()
    for fact in s.equations:
        if fact.is_definition and fact.left is e and fact.right.op == "relu":
            return fact.right.args[0], (fact,)
    return None, ()


def broadcast_vector(e: Expr) -> tuple[Expr, bool] | None:
    """(v, True) for v 1ᵀ with a column v, (v, False) for 1 v with a row v."""
    if e.op != "matmul" or len(e.args) < 2:
        return None
    first, last = e.args[0], e.args[-1]
    if last.op == "ones" and last.shape.rows is ONE:
        body = matmul(*e.args[:-1])
        return (body, True) if body.shape.is_column else None
    if first.op == "ones" and first.shape.cols is ONE:
        body = matmul(*e.args[1:])
        return (body, False) if body.shape.is_row else None
    return None


def _broadcasts(e: Expr, s: Simplifier) -> Found:
    """(a 1ᵀ) ⊙ (b 1ᵀ) = (a ⊙ b) 1ᵀ, and (a 1ᵀ) ⊙ (1 bᵀ) = a bᵀ."""
    found = [(arg, broadcast_vector(arg)) for arg in e.args]
    spread = [(arg, one) for arg, one in found if one is not None]
    if len(spread) < 2:
        return None
    columns = [one[0] for _, one in spread if one[1]]
    rows = [one[0] for _, one in spread if not one[1]]
    rest = [arg for arg, one in found if one is None]
    left = hadamard(*columns) if columns else ones(e.shape.rows, ONE)
    right = hadamard(*rows) if rows else ones(ONE, e.shape.cols)
    return hadamard(matmul(left, right), *rest)


ODD = ("tanh", "sin", "sinh", "tan", "sign")
EVEN = ("cos", "cosh", "abs", "sigmoid_prime", "normal_pdf")


def _parity(e: Expr, s: Simplifier) -> Found:
    """f(−x) = −f(x) for an odd f, f(−x) = f(x) for an even one."""
    c, _ = split_constant(e.args[0])
    if c.coefficient >= 0:
        return None
    positive = TABLE[e.op](negative(e.args[0]))
    return positive if e.op in EVEN else negative(positive)


ENTRYWISE = (
    Identity("sin_div_cos", ("hadamard",),
             Words("sin x / cos x = tan x, and so with sinh, cosh and tanh.",
                   "sin x / cos x = tan x，双曲函数亦然。"), _ratio, always=True),
    Identity("scalar_power_add", ("hadamard",),
             Words("Powers of one base are multiplied by adding the exponents.",
                   "同底数幂相乘，指数相加。"), _scalar_powers, always=True),
    Identity("power_rules", ("power",),
             Words("Powers of indicators, signs and exponentials.",
                   "指示函数、符号与指数函数的幂。"), _power, always=True),
    Identity("logistic", ("power",),
             Words("1/(1 + exp x) = σ(−x).", "1/(1 + exp x) = σ(−x)。"), _logistic, always=True),
    Identity("exp_mul_sigmoid", ("hadamard",),
             Words("exp(x) σ(−x) = σ(x), and σ(x) σ(−x) = σ′(x).",
                   "exp(x) σ(−x) = σ(x)，且 σ(x) σ(−x) = σ′(x)。"), _exp_sigmoid, always=True),
    Identity("log_exp", ("log",),
             Words("log exp x = x, log(1 + exp x) = softplus(x).",
                   "log exp x = x，log(1 + exp x) = softplus(x)。"), _log, always=True),
    Identity("exp_log", ("exp",), Words("exp log x = x.", "exp log x = x。"), _exp, always=True),
    Identity("softmax_quotient", ("hadamard", "smul"),
             Words("exp x over the sum of its entries, each row of exp X over its own, is softmax.",
                   "exp x 除以其分量之和（矩阵则逐行除以各行之和）即为 softmax。"),
             _softmax, always=True),
    Identity("parity", (*ODD, *EVEN),
             Words("An odd function takes the sign out, an even one drops it.",
                   "奇函数可提出负号，偶函数可去掉负号。"),
             _parity, always=True),
    Identity("sign_mul_abs", ("hadamard",),
             Words("x sign x = |x|.", "x sign x = |x|。"), _sign_abs),
    Identity("step_mul_relu", ("hadamard",),
             Words("1[x > 0] ⊙ x = ReLU(x).", "1[x > 0] ⊙ x = ReLU(x)。"), _step_relu),
    Identity("hadamard_broadcast", ("hadamard",),
             Words("Broadcast rows and columns multiply before they are spread.",
                   "广播的行、列可先相乘再展开。"),
             _broadcasts),
    Identity("sigmoid_prime_eq", ("hadamard",),
             Words("σ′ = σ ⊙ (1 − σ).", "σ′ = σ ⊙ (1 − σ)。"), _prime),
    Identity("hadamard_add", ("hadamard",),
             Words("A ⊙ (B + C) = A ⊙ B + A ⊙ C.", "A ⊙ (B + C) = A ⊙ B + A ⊙ C。"), _distribute),
    Identity("sigmoid_complement", ("add",),
             Words("σ(x) + σ(−x) = 1.", "σ(x) + σ(−x) = 1。"), _sigmoid_complement),
)  # fmt: skip
