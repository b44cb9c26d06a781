"""A derivation as JSON, for other programs: `gradproof.derivation/1`."""

from __future__ import annotations

import json
from typing import Any

from gradproof.core.algorithm import Assignment, Loop, Stage
from gradproof.core.expr import Expr
from gradproof.core.layers import Course
from gradproof.core.proof import Derivation
from gradproof.derivation.layers.restated import restated
from gradproof.notation.printing.terms import repeated, shape_list
from gradproof.notation.printing.text import text
from gradproof.report.chinese import said_in
from gradproof.report.outline import Outline, outline
from gradproof.report.tex import latex
from gradproof.report.words import Lang

FORMAT = "gradproof.derivation/1"


def record(derivation: Derivation, lang: Lang = "en") -> dict[str, Any]:
    """The derivation as plain data.

    Sizes are strings; `proof` is null for a step that is not proved. `symbols`, `definitions` and
    `readings` say how the input was read, `left_out` which data is not differentiated by, though
    nobody said so; `adjoints` gives the values of the names (δ) that long
    gradients are written with. Of order 2, `results` are the second derivatives by `wrt` and `and`:
    H with vec d(∂f/∂wrt) = H vec d(and), or as a map that differential itself; `gradients` are
    those of first order, `unmixed` the pairs that have none, as one is a function of the other.
    Of a vector or matrix, `results` are the Jacobians: J with vec d(of) = J vec d(wrt), or as a map
    the differential itself. `product` says which product the results are and along what: of a
    `vjp` the gradients of `objective`. `symmetric` says of a gradient by a symmetric matrix whether
    it is the unconstrained or symmetrised one, or that by independent entries.
    """
    report = outline(derivation)
    gradients = [
        {
            "wrt": result.wrt.symbol.name,
            "latex": latex(result.gradient),
            "text": text(result.gradient),
            "shape": shape_list(result.gradient),
            "assumptions": [words.in_language(lang) for words in result.assumptions],
            **({"symmetric": result.symmetric} if result.symmetric else {}),
            **_course(report.courses.get(result.wrt)),
        }
        for result in report.results
    ]
    seconds = [
        {
            "wrt": second.wrt.symbol.name,
            "and": second.other.symbol.name,
            "form": "map" if second.is_map else "matrix",
            "latex": latex(second.value, repeated(second.value)),
            "text": text(second.value, repeated(second.value)),
            "shape": shape_list(second.value),
            "assumptions": [words.in_language(lang) for words in second.assumptions],
        }
        for second in report.seconds
    ]
    unmixed = [[one.symbol.name for one in pair] for pair in report.unmixed]
    steps = [
        {
            "kind": section.kind,
            "before": latex(line.before, line.with_ones),
            "after": latex(line.after, line.with_ones),
            "rule": line.rule,
            "because": line.because.in_language(lang),
            "proof": line.certificate.method if line.certificate.holds else None,
        }
        for section in report.sections
        for line in section.lines
    ]
    model = restated(derivation.model)
    symbols = [
        {**_named(leaf), "data": leaf.symbol.name in model.data} for leaf in model.declared.values()
    ]
    jacobians = [
        {
            "wrt": one.wrt.symbol.name,
            "form": "map" if one.is_map else "matrix",
            "latex": latex(one.value, repeated(one.value)),
            "text": text(one.value, repeated(one.value)),
            "shape": shape_list(one.value),
            "assumptions": [words.in_language(lang) for words in one.assumptions],
        }
        for one in report.jacobians
    ]
    return {
        "format": FORMAT,
        "of": (report.product.of if report.product else report.of).symbol.name,
        "style": derivation.style,
        "layout": derivation.layout,
        "lang": lang,
        "verified": report.verified,
        "results": jacobians or seconds or gradients,
        "steps": steps,
        **({"order": 2, "gradients": gradients, "unmixed": unmixed} if seconds else {}),
        **_product(report, gradients if jacobians else []),
        "symbols": symbols,
        "definitions": [_defined(*pair) for pair in model.definitions.values()],
        "adjoints": [
            {**_defined(*pair), **_course(report.courses.get(pair[0]))}
            for pair in derivation.adjoints.items()
        ],
        **({"algorithm": _algorithm(report.algorithm)} if report.algorithm else {}),
        "readings": [said_in(lang, one) for one in report.readings],
        "left_out": [leaf.symbol.name for leaf in report.left_out],
    }


def _algorithm(stages: tuple[Stage, ...]) -> list[dict[str, Any]]:
    """Every stage with its assignments, those of loops with the layers that they are for."""

    def assigned(one: Assignment) -> dict[str, str]:
        return {"left": latex(one.left), "right": latex(one.right)}

    return [
        {
            "stage": stage.kind,
            "steps": [
                {**_course(one.course), "steps": [assigned(each) for each in one.body]}
                if isinstance(one, Loop)
                else assigned(one)
                for one in stage.steps
            ],
        }
        for stage in stages
    ]


def _product(report: Outline, gradients: list[dict[str, Any]]) -> dict[str, Any]:
    """Which product it is, along what, and the scalar whose gradients a `vjp` is."""
    if report.product is None:
        return {}
    along = [{"wrt": x.symbol.name, **_named(v)} for x, v in report.product.along]
    told = {"kind": report.product.kind, "objective": report.of.symbol.name, "along": along}
    return {"product": told, **({"gradients": gradients} if gradients else {})}


def _course(course: Course | None) -> dict[str, Any]:
    """The layers for which something holds."""
    if course is None:
        return {}
    ends = {"from": str(course.start), "to": str(course.end)}
    return {"layers": {"letter": course.letter, **ends}}


def _named(name: Expr) -> dict[str, Any]:
    """A symbol in its three spellings, with its shape."""
    shown = name.symbol
    return {
        "name": shown.name, "latex": latex(name), "text": text(name), "shape": shape_list(name)
    }  # fmt: skip


def _defined(name: Expr, value: Expr) -> dict[str, Any]:
    """A symbol with its value."""
    return {**_named(name), "value": {"latex": latex(value), "text": text(value)}}


def render(derivation: Derivation, lang: Lang = "en") -> str:
    """The record as text, one line a value, ending in a newline."""
    return json.dumps(record(derivation, lang), ensure_ascii=False, indent=2) + "\n"
