"""Networks of symbolic depth: base case, recursion, gradients of a general layer, induction."""
