"""What trackers do: open a study and its rounds, set the sample, estimate."""

from .estimates import columns_of, estimate
from .studies import edit_round, edit_study, open_operation, open_round, set_sample_frame

__all__ = [
    "columns_of",
    "edit_round",
    "edit_study",
    "estimate",
    "open_operation",
    "open_round",
    "set_sample_frame",
]
