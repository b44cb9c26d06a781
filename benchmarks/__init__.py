"""Times of the engine, beside those of other programs, in one run."""
