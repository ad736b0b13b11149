"""Everything about being out of step: documents that moved, clients that were edited or are stale."""
