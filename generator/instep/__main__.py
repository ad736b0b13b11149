"""`python -m instep`, and what the `instep` command calls."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Garbage is not looked for: a command takes seconds, almost all that it makes is there until it
    ends, and the search takes a tenth of the time. A server turns it on again.
    """
    gc.disable()
    try:
        # Imported here, so that Ctrl-C has its exit code and its one line from the start.
        from instep.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("instep: interrupted; the output is as it was\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
