"""Reading reports: drafts, editions down to the records behind their figures, and their proof."""

from .drafts import (
    block_of,
    blocks_of,
    draft_is_visible_to,
    draft_visible_to,
    drafts_visible_to,
    edition_made_by,
    findings_offered,
    hidden_figures,
    last_number,
    preview,
    refused_blocks,
)
from .editions import edition_visible_to, editions_visible_to, figure_of, published_editions
from .proving import Approval, findings_again, provenance_of
from .recounting import recomputed, records_behind
from .sections import digest, grouped
from .verifying import snapshots_named, verified_editions, verify_editions

__all__ = [
    "Approval",
    "block_of",
    "blocks_of",
    "digest",
    "draft_is_visible_to",
    "draft_visible_to",
    "drafts_visible_to",
    "edition_made_by",
    "edition_visible_to",
    "editions_visible_to",
    "figure_of",
    "findings_again",
    "findings_offered",
    "grouped",
    "hidden_figures",
    "last_number",
    "preview",
    "provenance_of",
    "published_editions",
    "recomputed",
    "records_behind",
    "refused_blocks",
    "snapshots_named",
    "verified_editions",
    "verify_editions",
]
