"""Random typed expressions, differentiated by the engine and by finite differences."""
