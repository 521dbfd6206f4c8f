"""What each worker of the server does once, before its first request."""

from __future__ import annotations

import gc

from django.urls import resolve

THRESHOLDS = (20_000, 20, 50)
"""The thresholds of Python's garbage collector. A page creates some thousands of objects, most of
which are freed by reference counting when it ends. Collecting after every 700, Python's default,
finds almost nothing and costs 5 to 10 per cent of a page."""


def prepare_worker() -> None:
    """Import all pages, and exclude everything loaded so far from garbage collection.

    The pages are 1,600 modules. Without this the first request of a worker waits for the imports,
    and on a busy machine the writes behind it are answered with 503.
    """
    resolve("/")
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
