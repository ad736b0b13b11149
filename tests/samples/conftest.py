"""Lets the tests of this folder import the samples and the script beside them."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

sys.path[:0] = [str(HERE), str(HERE.parents[1] / "generated")]
