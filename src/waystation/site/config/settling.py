"""What a worker does once, when it starts: import the pages, and tune the garbage collector."""

from __future__ import annotations

import gc

from django.urls import resolve

THRESHOLDS = (20_000, 20, 50)
"""The thresholds of the three generations (``gc.set_threshold``). A page makes some thousands of
objects, nearly all of which are freed with it: a collection after every 700, the default, finds
nothing and takes a twentieth of the time of the page."""


def settle() -> None:
    """Import all pages, then exclude what is in memory by now from all later collections.

    The pages are 1,600 modules. Without this the first request of a worker waits for them, and on a
    busy machine the writes behind it are answered with 503.
    """
    resolve("/")
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
