"""Output: format the rendered tree, record it in a lock, put it on disk."""
