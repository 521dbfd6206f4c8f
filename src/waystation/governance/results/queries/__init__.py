"""Reading results: indicators, figures through their one door, reports and their proof."""

from .editions import (
    edition_seen_by,
    editions_seen_by,
    figure_of,
    recomputed,
    records_behind,
    verify_editions,
)
from .figures import Figure, FigureTable, cells_opened, figures
from .indicators import (
    current,
    definition_at,
    indicator_seen_by,
    indicators_seen_by,
    sources,
    targets_seen_by,
    versions_seen_by,
)
from .reports import blocks_of, draft_seen_by, drafts_seen_by, preview, report_seen_by

__all__ = [
    "Figure",
    "FigureTable",
    "blocks_of",
    "cells_opened",
    "current",
    "definition_at",
    "draft_seen_by",
    "drafts_seen_by",
    "edition_seen_by",
    "editions_seen_by",
    "figure_of",
    "figures",
    "indicator_seen_by",
    "indicators_seen_by",
    "preview",
    "recomputed",
    "records_behind",
    "report_seen_by",
    "sources",
    "targets_seen_by",
    "verify_editions",
    "versions_seen_by",
]
