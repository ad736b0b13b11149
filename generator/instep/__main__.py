"""`python -m instep`, and what the `instep` command calls."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from instep.cli import run


def main() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Garbage is not looked for: a command takes seconds, almost all that it makes is there until it
    ends, and the search takes a tenth of the time. A server turns it on again.
    """
    gc.disable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
