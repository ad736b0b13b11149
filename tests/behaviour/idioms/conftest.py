"""The application in `clinic` is read by tests; its own tests are not ours to run."""

collect_ignore = ["clinic"]
