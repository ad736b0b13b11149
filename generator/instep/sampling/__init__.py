"""Values that a JSON Schema allows, and what is wrong with those that it forbids.

Pure, and below rendering and the mock: both need example data and an independent validator.
"""
