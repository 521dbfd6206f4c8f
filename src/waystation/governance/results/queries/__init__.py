"""Reading results: indicators, figures through their one door, reports and their proof."""

from waystation.governance.results.store import disagreements as fact_disagreements
from waystation.governance.results.store import rebuild as rebuild_facts

from .budget import outstanding
from .editions import (
    edition_seen_by,
    editions_seen_by,
    figure_of,
    recomputed,
    records_behind,
    snapshots_named,
    verified_editions,
    verify_editions,
)
from .facts import verified_facts
from .figures import FigureTable, cells_opened, figures, opens_all
from .indicators import (
    current,
    definition_at,
    indicator_seen_by,
    indicators_seen_by,
    key_of,
    sources,
    targets_seen_by,
    versions_seen_by,
)
from .protecting import Figure
from .proving import Approval, findings_again, provenance_of
from .reports import (
    block_of,
    blocks_of,
    draft_seen_by,
    drafts_seen_by,
    edition_made_by,
    findings_offered,
    last_number,
    preview,
)
from .sections import digest, grouped
from .snapshots import snapshot_of

__all__ = [
    "Approval",
    "Figure",
    "FigureTable",
    "block_of",
    "blocks_of",
    "cells_opened",
    "current",
    "definition_at",
    "digest",
    "draft_seen_by",
    "drafts_seen_by",
    "edition_made_by",
    "edition_seen_by",
    "editions_seen_by",
    "fact_disagreements",
    "figure_of",
    "figures",
    "findings_again",
    "findings_offered",
    "grouped",
    "indicator_seen_by",
    "indicators_seen_by",
    "key_of",
    "last_number",
    "opens_all",
    "outstanding",
    "preview",
    "provenance_of",
    "rebuild_facts",
    "recomputed",
    "records_behind",
    "snapshot_of",
    "snapshots_named",
    "sources",
    "targets_seen_by",
    "verified_editions",
    "verified_facts",
    "verify_editions",
    "versions_seen_by",
]
