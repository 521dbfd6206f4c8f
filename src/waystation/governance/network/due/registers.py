"""Due: registers."""

from __future__ import annotations

from . import ItemsOf

ITEMS: list[ItemsOf] = []
