"""The middle of the house: a closed vocabulary of frozen data that says what an API is.

Everything before it decides, everything after it prints. It imports the standard library and
itself, nothing else.
"""
