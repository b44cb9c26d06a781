"""Text to expressions and back: what people write, read with every ambiguity kept."""
