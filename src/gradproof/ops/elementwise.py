"""Operations that act on each entry, each with its derivative."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from gradproof.core.algebra import (
    add,
    hadamard,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    spread,
    subtract,
)
from gradproof.core.expr import Expr, ones, zeros
from gradproof.core.operation import TABLE, Operation, Words

HALF = Fraction(1, 2)


def one_minus(x: Expr) -> Expr:
    """1 − x, entry by entry."""
    return subtract(ones(*x.shape), x)


def elementwise(
    name: str,
    derivative: Callable[[Expr, Expr], Expr],
    words: Words,
    latex: str,
    text: str,
    *,
    definition: Callable[[Expr], Expr] | None = None,
    names: tuple[str, ...] = (),
    because: Words,
    domain: str = "",
    binds: str = "call",
) -> Operation:
    """A row f with d f(X) = f′(X) ⊙ dX; `derivative` is f′ in the value y and the operand x."""

    def differential(y: Expr, args: tuple[Expr, ...], tangents: tuple[Expr, ...]) -> Expr:
        return hadamard(derivative(y, args[0]), tangents[0])

    return TABLE.add(
        Operation(
            name=name,
            signature="(r,c) -> (r,c)",
            words=words,
            latex=latex,
            text=text,
            differential=differential,
            definition=definition,
            names=names,
            rule=f"differential_{name}",
            because=because,
            domain=domain,
            binds=binds,
            elementwise=True,
        )
    )


EXP = elementwise(
    "exp", lambda y, x: y, Words("exponential", "指数函数"), r"\exp({0})", "exp({0})",
    names=("exp",),
    because=Words("The exponential is its own derivative.", "指数函数的导数是它自身。"),
)  # fmt: skip
LOG = elementwise(
    "log", lambda y, x: reciprocal(x), Words("logarithm", "对数"), r"\log {0:call}", "log {0:call}",
    names=("log", "ln"), domain="x > 0", binds="prefix",
    because=Words("The derivative of the logarithm is 1/x, entry by entry.",
                  "对数逐元素的导数是 1/x。"),
)  # fmt: skip
SIN = elementwise(
    "sin", lambda y, x: COS(x), Words("sine", "正弦"), r"\sin({0})", "sin({0})", names=("sin",),
    because=Words("The derivative of sine is cosine.", "正弦的导数是余弦。"),
)  # fmt: skip
COS = elementwise(
    "cos", lambda y, x: negative(SIN(x)), Words("cosine", "余弦"), r"\cos({0})", "cos({0})",
    names=("cos",),
    because=Words("The derivative of cosine is minus sine.", "余弦的导数是负正弦。"),
)  # fmt: skip
SIGN = elementwise(
    "sign", lambda y, x: zeros(x.shape), Words("sign", "符号函数"),
    r"\operatorname{{sign}}({0})", "sign({0})", names=("sign", "sgn"), domain="x ≠ 0",
    because=Words("The sign is constant except where its argument is 0.",
                  "除零点外符号函数为常数。"),
)  # fmt: skip
STEP = elementwise(
    "step", lambda y, x: zeros(x.shape), Words("indicator of positive entries", "正元素指示函数"),
    r"\mathbf{{1}}[{0} > 0]", "1[{0} > 0]", names=("step", "heaviside"), domain="x ≠ 0",
    because=Words("The indicator is constant except where its argument is 0.",
                  "除零点外指示函数为常数。"),
)  # fmt: skip
ABS = elementwise(
    "abs", lambda y, x: SIGN(x), Words("absolute value", "绝对值"), r"|{0}|", "|{0}|",
    definition=lambda x: hadamard(x, SIGN(x)), names=("abs",), domain="x ≠ 0", binds="atom",
    because=Words("The derivative of |x| is sign x, where x is not 0.",
                  "在 x ≠ 0 处 |x| 的导数是 sign x。"),
)  # fmt: skip
RELU = elementwise(
    "relu", lambda y, x: STEP(x), Words("ReLU", "ReLU"), r"\operatorname{{ReLU}}({0})", "ReLU({0})",
    definition=lambda x: hadamard(x, STEP(x)), names=("relu", "ReLU", "Relu", "RELU"),
    domain="x ≠ 0",
    because=Words("ReLU passes the positive entries: its derivative is the indicator of x > 0.",
                  "ReLU 只让正元素通过：其导数是 x > 0 的指示函数。"),
)  # fmt: skip


def _sigmoid_derivative(y: Expr, x: Expr) -> Expr:
    return hadamard(y, one_minus(y)) if y.op == "symbol" else SIGMOID_PRIME(x)


SIGMOID = elementwise(
    "sigmoid", _sigmoid_derivative, Words("logistic sigmoid", "logistic（sigmoid）函数"),
    r"\sigma({0})", "σ({0})",
    definition=lambda x: reciprocal(add(ones(*x.shape), EXP(negative(x)))),
    names=("sigmoid", "sigmod", "logistic", "σ", "sigm", "expit", "Sigmoid"),
    because=Words("σ′ = σ ⊙ (1 − σ), entry by entry.", "逐元素有 σ′ = σ ⊙ (1 − σ)。"),
)  # fmt: skip
SIGMOID_PRIME = elementwise(
    "sigmoid_prime",
    lambda y, x: hadamard(SIGMOID_PRIME(x), subtract(ones(*x.shape), scale(2, SIGMOID(x)))),
    Words("derivative of the sigmoid", "sigmoid 的导数"), r"\sigma'({0})", "σ'({0})",
    definition=lambda x: hadamard(SIGMOID(x), one_minus(SIGMOID(x))),
    because=Words("σ″ = σ′ ⊙ (1 − 2σ), entry by entry.", "逐元素有 σ″ = σ′ ⊙ (1 − 2σ)。"),
)  # fmt: skip
TANH = elementwise(
    "tanh", lambda y, x: one_minus(power(y, 2)), Words("hyperbolic tangent", "双曲正切"),
    r"\tanh({0})", "tanh({0})",
    definition=lambda x: subtract(scale(2, SIGMOID(scale(2, x))), ones(*x.shape)),
    names=("tanh", "Tanh"),
    because=Words("tanh′ = 1 − tanh², entry by entry.", "逐元素有 tanh′ = 1 − tanh²。"),
)  # fmt: skip
SINH = elementwise(
    "sinh", lambda y, x: COSH(x), Words("hyperbolic sine", "双曲正弦"), r"\sinh({0})", "sinh({0})",
    definition=lambda x: scale(HALF, subtract(EXP(x), EXP(negative(x)))), names=("sinh",),
    because=Words("The derivative of sinh is cosh.", "sinh 的导数是 cosh。"),
)  # fmt: skip
COSH = elementwise(
    "cosh", lambda y, x: SINH(x),
    Words("hyperbolic cosine", "双曲余弦"), r"\cosh({0})", "cosh({0})",
    definition=lambda x: scale(HALF, add(EXP(x), EXP(negative(x)))), names=("cosh",),
    because=Words("The derivative of cosh is sinh.", "cosh 的导数是 sinh。"),
)  # fmt: skip
TAN = elementwise(
    "tan", lambda y, x: add(ones(*x.shape), power(y, 2)), Words("tangent", "正切"),
    r"\tan({0})", "tan({0})",
    definition=lambda x: hadamard(SIN(x), reciprocal(COS(x))), names=("tan",), domain="cos x ≠ 0",
    because=Words("tan′ = 1 + tan².", "tan′ = 1 + tan²。"),
)  # fmt: skip
SOFTPLUS = elementwise(
    "softplus", lambda y, x: SIGMOID(x), Words("softplus", "softplus"),
    r"\operatorname{{softplus}}({0})", "softplus({0})",
    definition=lambda x: LOG(add(ones(*x.shape), EXP(x))), names=("softplus", "Softplus"),
    because=Words("The derivative of log(1 + eˣ) is the sigmoid.",
                  "log(1 + eˣ) 的导数是 sigmoid。"),
)  # fmt: skip
SILU = elementwise(
    "silu", lambda y, x: add(SIGMOID(x), hadamard(x, SIGMOID_PRIME(x))),
    Words("SiLU (swish)", "SiLU（swish）"),
    r"\operatorname{{SiLU}}({0})", "SiLU({0})",
    definition=lambda x: hadamard(x, SIGMOID(x)), names=("silu", "SiLU", "swish", "Swish"),
    because=Words("The product rule on x ⊙ σ(x).", "对 x ⊙ σ(x) 用乘积法则。"),
)  # fmt: skip
NORMAL_CDF = elementwise(
    "normal_cdf", lambda y, x: NORMAL_PDF(x),
    Words("standard normal distribution function", "标准正态分布函数"),
    r"\Phi({0})", "Φ({0})", names=("Φ",),
    because=Words("The density is the derivative of the distribution function.",
                  "密度是分布函数的导数。"),
)  # fmt: skip
NORMAL_PDF = elementwise(
    "normal_pdf", lambda y, x: negative(hadamard(x, NORMAL_PDF(x))),
    Words("standard normal density", "标准正态密度"), r"\varphi({0})", "φ({0})",
    because=Words("φ′(x) = −x φ(x).", "φ′(x) = −x φ(x)。"),
)  # fmt: skip
GELU = elementwise(
    "gelu", lambda y, x: add(NORMAL_CDF(x), hadamard(x, NORMAL_PDF(x))), Words("GELU", "GELU"),
    r"\operatorname{{GELU}}({0})", "GELU({0})",
    definition=lambda x: hadamard(x, NORMAL_CDF(x)), names=("gelu", "GELU", "Gelu"),
    because=Words("The product rule on x ⊙ Φ(x), with Φ′ = φ.",
                  "对 x ⊙ Φ(x) 用乘积法则，其中 Φ′ = φ。"),
)  # fmt: skip


def _power_differential(y: Expr, args: tuple[Expr, ...], tangents: tuple[Expr, ...]) -> Expr:
    raise TypeError("the exponent is data; see gradproof.calculus.linearise")


def power_derivative(x: Expr, exponent: Fraction, y: Expr) -> Expr:
    """p x^{p−1}; for the square root 1 / (2 y)."""
    if exponent == HALF:
        return scale(HALF, reciprocal(y))
    return scale(exponent, power(x, exponent - 1))


POWER = TABLE.add(
    Operation(
        name="power", signature="(r,c) -> (r,c)", words=Words("entrywise power", "逐元素幂"),
        latex="", text="", differential=_power_differential, rule="differential_power",
        because=Words("d(x^p) = p x^(p−1) dx, entry by entry.", "逐元素有 d(x^p) = p x^(p−1) dx。"),
        binds="power", elementwise=True,
    )
)  # fmt: skip


def _scalar_power_differential(y: Expr, args: tuple[Expr, ...], tangents: tuple[Expr, ...]) -> Expr:
    (x, s), (dx, ds) = args, tangents
    lower = SCALAR_POWER(x, subtract(s, ones(*s.shape)))
    return add(smul(s, hadamard(lower, dx)), smul(ds, hadamard(y, LOG(x))))


SCALAR_POWER = TABLE.add(
    Operation(
        name="scalar_power", signature="(r,c),() -> (r,c)", words=Words("entrywise power",
                                                                        "逐元素幂"),
        latex="", text="",
        differential=_scalar_power_differential,
        definition=lambda x, s: EXP(hadamard(spread(s, x.shape), LOG(x))), domain="x > 0",
        rule="differential_scalar_power", binds="power",
        because=Words("d(x^s) = s x^(s−1) dx + x^s log x ds, entry by entry.",
                      "逐元素有 d(x^s) = s x^(s−1) dx + x^s log x ds。"),
    )
)  # fmt: skip


def _leaky_mask(x: Expr, a: Expr) -> Expr:
    return add(STEP(x), smul(a, STEP(negative(x))))


LEAKY_RELU = TABLE.add(
    Operation(
        name="leaky_relu", signature="(r,c),() -> (r,c)", words=Words("leaky ReLU", "leaky ReLU"),
        latex=r"\operatorname{{LeakyReLU}}_{{{1}}}({0})", text="LeakyReLU({0}, {1})",
        differential=lambda y, args, d: subtract(
            hadamard(_leaky_mask(*args), d[0]), smul(d[1], RELU(negative(args[0])))
        ),
        definition=lambda x, a: subtract(RELU(x), smul(a, RELU(negative(x)))),
        names=("leaky_relu", "LeakyReLU", "leakyrelu", "leakyReLU", "LReLU", "lrelu"),
        rule="differential_leaky_relu", domain="x ≠ 0",
        because=Words("The slope is 1 where x > 0 and α where x < 0.",
                      "x > 0 处斜率为 1，x < 0 处斜率为 α。"),
    )
)  # fmt: skip
ELU = TABLE.add(
    Operation(
        name="elu", signature="(r,c),() -> (r,c)", words=Words("ELU", "ELU"),
        latex=r"\operatorname{{ELU}}_{{{1}}}({0})", text="ELU({0}, {1})",
        differential=lambda y, args, d: add(
            hadamard(
                add(STEP(args[0]), smul(args[1], hadamard(STEP(negative(args[0])), EXP(args[0])))),
                d[0],
            ),
            smul(d[1], subtract(EXP(negative(RELU(negative(args[0])))), ones(*args[0].shape))),
        ),
        definition=lambda x, a: add(
            RELU(x), smul(a, subtract(EXP(negative(RELU(negative(x)))), ones(*x.shape)))
        ),
        names=("elu", "ELU"), rule="differential_elu", domain="x ≠ 0",
        because=Words("The slope is 1 where x > 0 and α eˣ where x < 0.",
                      "x > 0 处斜率为 1，x < 0 处斜率为 α eˣ。"),
    )
)  # fmt: skip
MAXIMUM = TABLE.add(
    Operation(
        name="maximum", signature="(r,c),(r,c) -> (r,c)", words=Words("entrywise maximum",
                                                                      "逐元素最大值"),
        latex=r"\max({0}, {1})", text="max({0}, {1})",
        differential=lambda y, args, d: add(
            d[1], hadamard(STEP(subtract(args[0], args[1])), subtract(d[0], d[1]))
        ),
        definition=lambda a, b: add(b, RELU(subtract(a, b))),
        names=("max", "maximum"), rule="differential_maximum", domain="a ≠ b",
        because=Words("The maximum follows whichever argument is larger.",
                      "最大值随较大的自变量变化。"),
    )
)  # fmt: skip
