"""Parsing uploaded files in a child process with limits.

A hostile file may make a parser allocate any amount of memory, run for hours or crash. Here the
parser runs in a child process that the kernel stops at a limit of memory and CPU time; the server
only gets a Refusal. Children are forked from ``multiprocessing``'s fork server, which has the
parsers loaded and never handles a request; if it dies, the next call starts another.

    rows = limits.run(read_cleaning_file, name, content, name=name)

``work`` is a module-level function; its arguments and its result must be picklable.
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from .cores import all_cores
from .errors import Refusal, Unavailable
from .words import N_

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

MEGABYTE = 1024 * 1024
AT_ONCE = 2  # more parsers than cores only slow each other down
LONGEST_QUEUE = 20.0  # seconds


@dataclass(frozen=True)
class Limits:
    """The resources that a parser may use: bytes of memory beyond its start, seconds of CPU.

    ``seconds`` of wall-clock time is longer, because a busy machine is not the file's fault.
    """

    memory: int = 256 * MEGABYTE
    processor: int = 10
    seconds: float = 60.0


@dataclass(frozen=True)
class Outcome:
    """The result of a call: ``kind`` is value, refusal, limit, busy or fault."""

    kind: str
    value: Any = None
    peak: int = 0  # bytes beyond those at the start
    seconds: float = 0.0


USUAL = Limits()
_context = multiprocessing.get_context("forkserver")
_places = threading.BoundedSemaphore(AT_ONCE)
_preloaded: list[str] = []


def preload(*modules: str) -> None:
    """Import modules once in the process from which the children are forked."""
    _preloaded.extend(module for module in modules if module not in _preloaded)
    _context.set_forkserver_preload(_preloaded)


preload(__name__)


def run(
    work: Callable[..., Result],
    *arguments: Any,
    name: str,
    limits: Limits = USUAL,
    field: str | None = "file",
) -> Result:
    """Return the result of ``work`` for a file called ``name``.

    Raises the Refusal that ``work`` raises; a Refusal for a file that exceeds the limits or makes
    the parser fail; Unavailable if too many files are being read already, or if the machine was too
    busy.
    """
    ended = attempt(work, *arguments, limits=limits)
    if ended.kind == "value":
        result: Result = ended.value
        return result
    if ended.kind == "refusal":
        raise ended.value
    if ended.kind == "busy":
        raise Unavailable(
            N_("The server was too busy to read {name}. Nothing was saved. Send it again."),
            name=name[:80],
        )
    if ended.kind == "fault":
        logger.warning("Reading %r failed: %s", name[:80], ended.value)
        raise Refusal(
            N_("{name} cannot be read: it is damaged. Open it, save it again and send that file."),
            field=field,
            code="file_damaged",
            name=name[:80],
        )
    raise Refusal(
        N_(
            "{name} takes more than {most} MB of memory or {seconds} seconds to read. "
            "Remove what is not needed, or send it in parts."
        ),
        field=field,
        code="file_too_costly",
        name=name[:80],
        most=limits.memory // MEGABYTE,
        seconds=limits.processor,
    )


def attempt(work: Callable[..., Any], *arguments: Any, limits: Limits = USUAL) -> Outcome:
    """Run ``work`` within ``limits`` and return its outcome. Raises Unavailable."""
    if not _places.acquire(timeout=LONGEST_QUEUE):
        raise Unavailable(N_("Many files are being read at the moment. Try again in a minute."))
    try:
        for _ in range(40):
            try:
                return _attempt(work, arguments, limits)
            except (EOFError, ConnectionError):  # the fork server has died and is being restarted
                time.sleep(0.05)
        raise Unavailable(N_("Files cannot be read at the moment. Try again in a minute."))
    finally:
        _places.release()


def _attempt(work: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> Outcome:
    began = time.monotonic()
    receiving, sending = _context.Pipe(duplex=False)
    child = _context.Process(target=_child, args=(sending, limits, work, arguments), daemon=True)
    try:
        try:
            with all_cores():
                child.start()
        finally:
            sending.close()
        try:
            if receiving.poll(limits.seconds):
                ended: Outcome = receiving.recv()
                return ended
            return Outcome("busy", seconds=time.monotonic() - began)
        except (EOFError, ConnectionError):  # killed at a limit, or a failed allocation
            return Outcome("limit", seconds=time.monotonic() - began)
    finally:
        receiving.close()
        if child.pid is not None:
            child.kill()
            child.join()
        child.close()


def _child(
    sending: Connection, limits: Limits, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    began, at_start = time.monotonic(), _confine(limits)
    try:
        kind, value = "value", work(*arguments)
    except Refusal as refusal:
        kind, value = "refusal", refusal
    except MemoryError:
        kind, value = "limit", None
    except Exception:
        kind, value = "fault", traceback.format_exc(limit=-3)
    peak = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - at_start)
    try:
        sending.send(Outcome(kind, value, peak, time.monotonic() - began))
    except MemoryError:
        sending.send(Outcome("limit", None, peak, time.monotonic() - began))


def _confine(limits: Limits) -> int:
    """Apply the limits to this process and return its current memory in bytes."""
    virtual = resident = 0
    try:
        pages = Path("/proc/self/statm").read_text().split()
        virtual, resident = (int(one) * resource.getpagesize() for one in pages[:2])
    except OSError:  # no /proc: the memory limit is absolute then
        virtual = 1024 * MEGABYTE
    for what, most in {
        resource.RLIMIT_AS: virtual + limits.memory,
        resource.RLIMIT_CPU: limits.processor,
        resource.RLIMIT_FSIZE: 64 * MEGABYTE,
        resource.RLIMIT_CORE: 0,
    }.items():
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # not supported by this system
            logger.warning("This system does not limit resource %s.", what)
    signal.alarm(int(limits.seconds) + 1)
    return resident
