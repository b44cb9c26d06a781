"""Data only: sizes, shapes, expressions, operations, facts, models, derivations, errors."""
