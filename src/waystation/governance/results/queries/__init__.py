"""Indicators, figures and facts."""

from .budget import outstanding
from .facts import verified_facts
from .figures import FigureTable, figures, opens_all, opens_any
from .forecasts import forecast_of
from .indicators import (
    current,
    definition_at,
    indicator_visible_to,
    indicators_by_key,
    indicators_visible_to,
    key_of,
    sources,
    versions_visible_to,
)
from .protecting import Figure
from .records import cells_opened
from .snapshots import snapshot_of
from .store import disagreements as fact_disagreements
from .store import rebuild as rebuild_facts
from .targets import Aim, target_visible_to, targets_reached_by, targets_visible_to

__all__ = [
    "Aim",
    "Figure",
    "FigureTable",
    "cells_opened",
    "current",
    "definition_at",
    "fact_disagreements",
    "figures",
    "forecast_of",
    "indicator_visible_to",
    "indicators_by_key",
    "indicators_visible_to",
    "key_of",
    "opens_all",
    "opens_any",
    "outstanding",
    "rebuild_facts",
    "snapshot_of",
    "sources",
    "target_visible_to",
    "targets_reached_by",
    "targets_visible_to",
    "verified_facts",
    "versions_visible_to",
]
