"""gradproof: derive, explain, check and run matrix gradients."""

__version__ = "0.1.0"
