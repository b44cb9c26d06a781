"""Linearise, transpose, simplify: the calculus that every style of derivation is a view of."""
