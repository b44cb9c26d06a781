"""Expressions to text: LaTeX and Unicode from one table of how tightly things bind."""
