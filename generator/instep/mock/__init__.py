"""A server that answers as the document says and refuses what the document forbids.

Everything but `app` and `server` is pure: a description of a request in, a description of a reply
out. It reads the IR and never the document's files.
"""
