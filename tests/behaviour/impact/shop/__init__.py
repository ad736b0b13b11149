"""An application that uses the client of the documents beside it."""
