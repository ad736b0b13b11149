"""Model classes made in chunks, and, where there are many, in processes beside the rest of the rendering."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from instep.ir.types import ModelDef
from instep.render.models import class_sources
from instep.render.python import Code
from instep.render.views import ClassView

_CHUNK: Final = 150
"""Classes for one run of datamodel-code-generator, whose time grows faster than their number."""
_MANY: Final = 800
"""Classes from which on processes are worth their start."""
_WORKERS: Final = 2

Classes = tuple[ModelDef, ClassView]


def begin(models: Iterable[Classes], kind: str) -> Callable[[], Mapping[str, Code]]:
    """Start to make the classes; what it gives waits for the source of each, by its name.

    The result is the same however it is made. Calling it may raise what `class_sources` raises.
    """
    listed = list(models)
    chunks = [listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK)]
    if len(listed) < _MANY or not _may_fork():
        return lambda: _together(class_sources(chunk, kind) for chunk in chunks)
    pool = ProcessPoolExecutor(_WORKERS, get_context("fork"), initializer=_quiet)
    started = [pool.submit(class_sources, chunk, kind) for chunk in chunks]
    return lambda: _collected(pool, started)


def _collected(
    pool: ProcessPoolExecutor, started: list[Future[Mapping[str, Code]]]
) -> Mapping[str, Code]:
    try:
        return _together(one.result() for one in started)
    finally:
        pool.shutdown(cancel_futures=True)


def _together(parts: Iterable[Mapping[str, Code]]) -> Mapping[str, Code]:
    return {name: source for part in parts for name, source in part.items()}


def _may_fork() -> bool:
    """Is a fork safe, and is there a core for it? It needs no import anew, but a process of one thread.

    Elsewhere a new process would run the caller's main module again, which is not ours to do.
    """
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


def _quiet() -> None:
    """An interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
