"""Letters of numbers that a person sets and nobody learns, and what a name is without its index."""

SETTINGS = frozenset(["lambda", "epsilon", "varepsilon", "eta", "n", "m", "N", "M", "K", "B"])
"""Such letters, where they stand for numbers."""


def stem(name: str) -> str:
    """The letter of a name, without its index.

    >>> stem("W_1"), stem("lambda_") in SETTINGS
    ('W', True)
    """
    return name.partition("_")[0]
