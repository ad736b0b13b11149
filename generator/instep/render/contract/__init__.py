"""The data of the contract tests: what is called, what is answered, what must come of it."""
