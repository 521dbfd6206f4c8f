"""Reports: drafts, editions with the records behind their figures, and verification."""

from .drafts import (
    approvals_of,
    block_of,
    blocks_of,
    differs_when_published,
    draft_is_visible_to,
    draft_visible_to,
    drafts_visible_to,
    edition_made_by,
    findings_offered,
    hidden_figures,
    indicator_titles,
    last_number,
    preview,
    refused_blocks,
)
from .editions import (
    edition_visible_to,
    editions_visible_to,
    figure_of,
    page_after_publishing,
    published_editions,
    refusal_to_cite,
)
from .pictures import (
    cover_of,
    image_is_visible_to,
    image_of,
    letterhead_of,
    letterhead_visible_to,
    second_is_needed,
)
from .proving import Approval, findings_again, provenance_of
from .recounting import recompute, recompute_for, records_behind
from .sections import digest, short_hash
from .verifying import snapshots_named, verified_editions, verify_editions
from .writing import figure_key, figure_numbers, nodes_for_editor, seen_now

__all__ = [
    "Approval",
    "approvals_of",
    "block_of",
    "blocks_of",
    "cover_of",
    "differs_when_published",
    "digest",
    "draft_is_visible_to",
    "draft_visible_to",
    "drafts_visible_to",
    "edition_made_by",
    "edition_visible_to",
    "editions_visible_to",
    "figure_key",
    "figure_numbers",
    "figure_of",
    "findings_again",
    "findings_offered",
    "hidden_figures",
    "image_is_visible_to",
    "image_of",
    "indicator_titles",
    "last_number",
    "letterhead_of",
    "letterhead_visible_to",
    "nodes_for_editor",
    "page_after_publishing",
    "preview",
    "provenance_of",
    "published_editions",
    "recompute",
    "recompute_for",
    "records_behind",
    "refusal_to_cite",
    "refused_blocks",
    "second_is_needed",
    "seen_now",
    "short_hash",
    "snapshots_named",
    "verified_editions",
    "verify_editions",
]
