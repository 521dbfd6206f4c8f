"""What a worker does once, before it answers: it imports the pages, and spares the collector."""

from __future__ import annotations

import gc

from django.urls import resolve

THRESHOLDS = (20_000, 20, 50)
"""Objects made before Python looks for unused cycles among the youngest, and how often it looks
among the older ones. A page makes some thousands of objects, nearly all of which end with it, so
that looking after every 700, as by default, finds nothing and costs a twentieth of the page."""


def settle() -> None:
    """Import all pages, then leave what the worker keeps for good out of every search for cycles.

    The pages are 1,600 modules. Without this the first request of a worker waits for them, and on a
    busy machine the writes behind it are answered with 503.
    """
    resolve("/")
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
