"""Characters to surface trees: notes and formulas taken apart, nothing decided yet."""
