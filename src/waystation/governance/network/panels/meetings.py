"""Panels: meetings."""

from __future__ import annotations

from . import PanelOf

DESK: list[PanelOf] = []
CHAIR: list[PanelOf] = []
MINE: list[PanelOf] = []
UNKT: list[PanelOf] = []
PUBLIC: list[PanelOf] = []
