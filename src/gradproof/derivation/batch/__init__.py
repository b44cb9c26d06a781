"""A note for one sample becomes one for a batch of them, proved to be the mean over the samples."""
