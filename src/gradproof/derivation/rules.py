"""Every rule that a step can name: what it says, where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gradproof.calculus import linearise
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.signs import NEG_SUB
from gradproof.core.operation import TABLE, Words
from gradproof.derivation import (
    cases,
    chain,
    derived,
    differential,
    folding,
    index,
    jacobian,
    jacobian_styles,
    layout,
    naming,
    products,
    second,
    symmetric,
    transposed,
    vec,
)
from gradproof.derivation.batch import restate
from gradproof.derivation.layers import derive

MAGNUS = "Magnus & Neudecker, Matrix Differential Calculus, 2019"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by the name that steps call it by, what it says and why, and a source."""

    name: str
    says: Words
    source: str = ""


@cache
def rules() -> dict[str, Rule]:
    """All rules by name: of differentials, of transposition, identities, and of the styles."""
    found = [
        Rule("product_rule", linearise.PRODUCT_RULE, MAGNUS),
        Rule("differential_linear", linearise.LINEARITY, MAGNUS),
        Rule("substitute_differentials", linearise.TOGETHER),
    ]
    found += (Rule(row.rule, row.because, row.source) for row in TABLE if row.rule)
    found += (Rule(one.name, one.words) for one in IDENTITIES)
    found += (
        Rule("neg_sub", NEG_SUB),
        Rule("collect", differential.COLLECT),
        Rule("collect_differentials", differential.WHOLE),
        Rule("read_off", differential.READ_OFF, MAGNUS),
        Rule("name", differential.NAME),
        Rule("name_parts", naming.NAMED),
        Rule("by_name", folding.BY_NAME),
        Rule("centred", derived.CENTRED),
        Rule("solves", derived.SOLVES),
        Rule("symmetric", derived.SYMMETRIC),
        Rule("local_jacobian", chain.JACOBIAN),
        Rule("chain_rule", chain.CHAIN),
        Rule("substitute_gradients", chain.SUBSTITUTE),
        Rule("gradient", chain.RESULT),
        Rule("vec_jacobian", vec.VECTORISE, MAGNUS),
        Rule("vec_chain_rule", vec.TRANSPOSED, MAGNUS),
        Rule("unvec", vec.BACK, MAGNUS),
        Rule("base", derive.BASE),
        Rule("induct", derive.STEP_DOWN),
        Rule("sum_over", derive.SHARED),
        Rule("partial", index.PARTIAL),
        Rule("partial_equal", cases.EQUAL),
        Rule("partial_other", cases.OTHER),
        Rule("index_chain_rule", index.CHAIN),
        Rule("contract", index.CONTRACT),
        Rule("to_matrices", index.BACK),
        Rule("numerator_layout", layout.NUMERATOR),
        *(Rule(name, says, MAGNUS) for name, says in symmetric.RULES.items()),
        Rule("hessian", second.VECTORISE, MAGNUS),
        Rule("jacobian", jacobian.READ_OFF, MAGNUS),
        Rule("jacobian_chain_rule", jacobian_styles.CHAIN, MAGNUS),
        Rule("batch_samples", restate.STACKED),
        Rule("batch_mean", restate.MEAN),
        Rule("batch_fact", restate.FACT),
        Rule("batch", restate.WHOLE),
        Rule("transpose_inwards", transposed.INWARDS),
        Rule("transpose_fact", transposed.FACT),
        Rule("transpose_note", transposed.SAME),
        Rule("direction", products.ALONG, products.SOURCE),
    )
    by_name: dict[str, Rule] = {}
    for one in found:
        by_name.setdefault(one.name, one)
    return by_name
