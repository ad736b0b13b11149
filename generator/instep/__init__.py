"""instep turns an OpenAPI document into a Python client and keeps the two in step."""

__version__ = "0.1.0"
