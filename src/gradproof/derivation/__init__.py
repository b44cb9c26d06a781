"""From a model to a derivation: the gradients, the steps that lead to them, and their proofs."""
