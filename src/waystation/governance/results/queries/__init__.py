"""Indicators, figures and facts."""

from .drafts import draft_visible_to, draft_waiting_for, returned_draft
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
    retired_indicator_visible_to,
    retired_indicators_visible_to,
    retired_on,
    sources,
    versions_visible_to,
)
from .outstanding import outstanding
from .progress import Step, progress_of
from .protecting import Figure
from .records import cells_opened
from .snapshots import snapshot_of
from .store import disagreements as fact_disagreements
from .store import rebuild as rebuild_facts
from .targets import (
    Aim,
    milestones_of,
    scale_of,
    target_visible_to,
    targets_reached_by,
    targets_visible_to,
    values_of_target,
)

__all__ = [
    "Aim",
    "Figure",
    "FigureTable",
    "Step",
    "cells_opened",
    "current",
    "definition_at",
    "draft_visible_to",
    "draft_waiting_for",
    "fact_disagreements",
    "figures",
    "forecast_of",
    "indicator_visible_to",
    "indicators_by_key",
    "indicators_visible_to",
    "key_of",
    "milestones_of",
    "opens_all",
    "opens_any",
    "outstanding",
    "progress_of",
    "rebuild_facts",
    "retired_indicator_visible_to",
    "retired_indicators_visible_to",
    "retired_on",
    "returned_draft",
    "scale_of",
    "snapshot_of",
    "sources",
    "target_visible_to",
    "targets_reached_by",
    "targets_visible_to",
    "values_of_target",
    "verified_facts",
    "versions_visible_to",
]
