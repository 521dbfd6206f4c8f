"""Keeping: members."""

from __future__ import annotations

from . import StateOf

STATES: dict[str, StateOf] = {}
