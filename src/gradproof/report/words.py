"""Every word that the reports use, in both languages, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gradproof.core.algorithm import StageKind
from gradproof.core.operation import Words
from gradproof.core.proof import Method, StepKind

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, ...] = ("en", "zh")

HEADINGS: Mapping[StepKind, Words] = {
    "define": Words("Name {0}", "记 {0}"),
    "fact": Words("What is known of {0}", "关于 {0} 的性质"),
    "rewrite": Words("Rewrite {0}", "改写 {0}"),
    "differential": Words("Differential of {0}", "{0} 的微分"),
    "substitute": Words("Substitution in {0}", "代入 {0}"),
    "transpose": Words("Pull the gradient back through {0}", "将梯度经 {0} 传回"),
    "simplify": Words("Simplify the gradient for {0}", "化简关于 {0} 的梯度"),
    "collect": Words("Collect what arrives at {0}", "合并传回 {0} 的各项"),
    "read_off": Words("Read off the gradient for {0}", "读出关于 {0} 的梯度"),
    "hessian": Words("Read off the second derivatives from {0}", "由 {0} 的微分读出二阶导数"),
    "layout": Words("Numerator layout for {0}", "{0} 的分子布局"),
    "local": Words("Local Jacobian of {0}", "{0} 的局部雅可比"),
    "chain": Words("Chain rule for {0}", "对 {0} 用链式法则"),
    "base": Words("Base of the induction: {0}", "归纳基础：{0}"),
    "induct": Words("Induction step: {0}", "归纳步骤：{0}"),
    "layer": Words("Gradients of one layer", "单层的梯度"),
    "start": Words("Gradients outside the layers", "各层之外的梯度"),
    "jacobian": Words("Read off the Jacobian of {0}", "读出 {0} 的雅可比矩阵"),
    "shorten": Words("Simplify {0}", "化简 {0}"),
    "along": Words("Differential of {0} along a direction", "{0} 沿给定方向的微分"),
    "lift": Words("{0} for all samples", "全部样本的 {0}"),
    "agree": Words("Both notes agree on {0}", "两份笔记的 {0} 一致"),
    "turn": Words("Transpose {0}", "转置 {0}"),
    "symmetric": Words("Symmetry of {0}", "{0} 的对称性"),
    "sum_over": Words("Sum over the layers for {0}", "对各层求和：{0}"),
}
"""The headline of a step; `{0}` is its subject."""

STAGES: Mapping[StageKind, Words] = {
    "forward": Words("Forward pass", "前向传播"),
    "error": Words("Error of the last layer", "最后一层的误差"),
    "backward": Words("Backward pass", "反向传播"),
    "gradients": Words("Gradients", "梯度"),
    "update": Words("Gradient descent", "梯度下降"),
}
"""The stages of an algorithm."""

PROOFS: Mapping[Method, Words] = {
    "normal_form": Words("normal form", "标准形"),
    "exact": Words("exact", "精确"),
    "numeric": Words("numeric", "数值"),
}
"""The mark of a proved step: how it was proved."""

METHODS: Mapping[Method, Words] = {
    "normal_form": Words("both sides have the same normal form.", "两边化为同一标准形。"),
    "exact": Words(
        "both sides agree at random points of finite fields, computed without rounding.",
        "两边在有限域的随机点上相等，计算没有舍入。",
    ),
    "numeric": Words(
        "both sides agree at random real points up to rounding, which is evidence, not proof.",
        "两边在随机实数点上相等（仅有舍入误差），这是佐证而非证明。",
    ),
}
"""What a proof mark means."""

SAID: Mapping[str, Words] = {
    "seconds": Words("Second derivatives", "二阶导数"),
    "unmixed": Words(
        "No second derivative is given by two symbols of which one is a function of the other: "
        "{0}. By itself, a symbol that has a definition is taken as free.",
        "若两个符号中一个是另一个的函数，则不给出关于二者的二阶导数：{0}。"
        "对有定义的符号求导时，将其视为自由变量。",
    ),
    "with": Words("{0} with {1}", "{0} 与 {1}"),
    "source": Words("Source: {0}", "出处：{0}"),
    "example": Words("In the derivation of {0}:", "在 {0} 的推导中："),
    "title": Words("Gradients of {0}", "{0} 的梯度"),
    "title jacobian": Words("Jacobian matrices of {0}", "{0} 的雅可比矩阵"),
    "title jvp": Words("Jacobian-vector products of {0}", "{0} 的雅可比-向量积"),
    "title vjp": Words("Vector-Jacobian products of {0}", "{0} 的向量-雅可比积"),
    "title hvp": Words("Hessian-vector products of {0}", "{0} 的 Hessian-向量积"),
    "about jacobian": Words(
        "Each J is that of {0}: its rows are the entries of what is differentiated, its columns "
        "those of the variable. It is written alike in both layouts.",
        "J 由 {0} 定义：行对应被求导量的分量，列对应自变量的分量；两种布局下写法相同。",
    ),
    "about vec": Words(
        "Each J is that of {0}, where vec puts the columns of a matrix below one another. It is "
        "written alike in both layouts.",
        "J 由 {0} 定义，其中 vec 将矩阵各列依次堆叠；两种布局下写法相同。",
    ),
    "about map": Words(
        "No Kronecker product says these derivatives: they are linear maps of the differential.",
        "这些导数无法用 Kronecker 积表示，以关于微分的线性映射给出。",
    ),
    "about jvp": Words(
        "{0} is the differential of {1} along a direction: the Jacobian matrix times the "
        "direction, without the matrix.",
        "{0} 是 {1} 沿给定方向的微分，即雅可比矩阵乘以该方向，无需写出矩阵。",
    ),
    "about vjp": Words(
        "For a {0} that stands still, the gradient of {1} is the transposed Jacobian matrix of "
        "{2} times {0}, without the matrix.",
        "将 {0} 视为常量，{1} 的梯度即 {2} 的雅可比矩阵的转置乘以 {0}，无需写出矩阵。",
    ),
    "about hvp": Words(
        "{0} is the differential of a gradient of {1} along a direction: the Hessian times the "
        "direction, without the matrix.",
        "{0} 是 {1} 的梯度沿给定方向的微分，即 Hessian 矩阵乘以该方向，无需写出矩阵。",
    ),
    "along style": Words(
        "A product along a direction is a differential, and is derived as one in every style.",
        "沿方向的乘积本身就是微分，各种风格下都按微分推导。",
    ),
    "symbols": Words("Symbols", "符号"),
    "data": Words("data", "数据"),
    "definitions": Words("Definitions", "定义"),
    "facts": Words("Given", "已知"),
    "readings": Words("Read as", "读法"),
    "results": Words("Results", "结果"),
    "scalar": Words("scalar", "标量"),
    "assuming": Words("assuming", "假设"),
    "left out": Words(
        "Left out as data: {0} (to get them: {1})", "作为数据未求导：{0}（如需：{1}）"
    ),
    "where": Words("where", "其中"),
    "algorithm": Words("Algorithm", "算法"),
    "loop": Words("for {0}:", "对 {0}："),
    "derivation": Words("Derivation", "推导"),
    "given": Words("given", "已知"),
    "closing": Words("End to end", "整体检验"),
    "closing why": Words(
        "The differential of {0}, computed by dual numbers through the definitions alone, is the "
        "sum of the results' inner products with the differentials of their variables.",
        "仅由各定义用对偶数算出的 {0} 的微分，等于各结果与其变量微分的内积之和。",
    ),
    "closing unconstrained": Words(
        "The differential of {0}, computed by dual numbers through the definitions alone, is the "
        "sum of the unconstrained gradients' inner products with arbitrary differentials.",
        "仅由各定义用对偶数算出的 {0} 的微分，等于各无约束梯度与任意微分的内积之和。",
    ),
    "closing symmetrised": Words(
        "The results by symmetric matrices are symmetric, and the differential of {0}, computed in "
        "the same way, is the sum of the results' inner products with symmetric differentials.",
        "关于对称矩阵的结果是对称的；同法算出的 {0} 的微分，等于各结果与对称微分的内积之和。",
    ),
    "closing independent": Words(
        "The results by symmetric matrices are symmetric, and the differential of {0}, computed in "
        "the same way, is the sum of their entries on and below the diagonal, each times the "
        "differential of that entry, with those of the other results.",
        "关于对称矩阵的结果是对称的；同法算出的 {0} 的微分，等于这些结果的对角线及其下方各元素"
        "与相应元素的微分之积的和，再加上其他结果的部分。",
    ),
    "closing seconds": Words(
        "The differential of each gradient, computed by dual numbers through the definitions, is "
        "the sum of its second derivatives times the differentials of the variables.",
        "由各定义用对偶数算出的每个梯度的微分，等于其各二阶导数与变量微分的乘积之和。",
    ),
    "closing jacobians": Words(
        "The differential of {0}, computed by dual numbers through the definitions alone, is the "
        "sum of the Jacobian matrices times the differentials of their variables.",
        "仅由各定义用对偶数算出的 {0} 的微分，等于各雅可比矩阵与其变量微分的乘积之和。",
    ),
    "closing product": Words(
        "What is differentiated along a direction has that differential by dual numbers through "
        "the definitions alone, with the direction for the differential of the variable.",
        "以方向作为变量的微分，仅由各定义用对偶数算出的微分与所得结果相等。",
    ),
    "closing layers": Words("With {0} = {1}. ", "取 {0} = {1}。"),
    "layers": Words("for {0}", "{0}"),
    "wrong": Words("wrong", "错误"),
    "undecided": Words("undecided", "无法判定"),
    "unchecked": Words("not checked", "未检验"),
    "no closing": Words("no end-to-end check was made", "未做整体检验"),
    "all proved": Words("all {0} steps proved", "全部 {0} 步均已证明"),
    "one proved": Words("the one step proved", "仅有的 1 步已证明"),
    "all hold": Words(
        "all {0} steps hold: {1} proved, {2} by numerical agreement",
        "全部 {0} 步成立：{1} 步已证明，{2} 步由数值一致佐证",
    ),
    "all agree": Words("all {0} steps hold by numerical agreement", "全部 {0} 步由数值一致佐证"),
    "not proved": Words("{0} of {1} steps not proved: {2}", "{1} 步中有 {0} 步未证明：{2}"),
    "tally": Words("{0} ({1}): {2}", "{0}（{1}）：{2}"),
    "as in": Words("as in [{0}]", "同 [{0}]"),
    "step": Words("step", "步骤"),
    "steps": Words("Steps {0} to {1}", "第 {0} 至 {1} 步"),
    "steps at": Words("Steps {0} to {1}: page {2}.", "第 {0} 至 {1} 步见第 {2} 页。"),
    "details": Words("The steps in detail", "详细步骤"),
    "and": Words(", ", "，"),
    "colon": Words(": ", "："),
    "semicolon": Words("; ", "；"),
    "stop": Words(".", "。"),
    "here": Words("Here ", "其中 "),
}
"""Everything else, by what it is for."""


def say(key: str, lang: Lang, *parts: object) -> str:
    """The phrase of this key, with its slots filled.

    >>> say("all proved", "en", 7), say("all proved", "zh", 7)
    ('all 7 steps proved', '全部 7 步均已证明')
    """
    return SAID[key].in_language(lang).format(*parts)


def table() -> dict[str, Words]:
    """All of it: what a test goes through to find a missing entry."""
    named = (("heading", HEADINGS), ("proof", PROOFS), ("method", METHODS), ("said", SAID))
    return {f"{kind} {key}": words for kind, part in named for key, words in part.items()}
