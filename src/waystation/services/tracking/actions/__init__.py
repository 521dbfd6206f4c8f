"""What trackers do: open a study and its rounds, set the sample, estimate."""

from .designs import change_design_state, set_design, set_sample_frame
from .estimates import columns_of, estimate
from .studies import edit_round, edit_study, open_operation, open_round

__all__ = [
    "change_design_state",
    "columns_of",
    "edit_round",
    "edit_study",
    "estimate",
    "open_operation",
    "open_round",
    "set_design",
    "set_sample_frame",
]
