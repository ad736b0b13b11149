"""The core that every generated client carries with it."""
