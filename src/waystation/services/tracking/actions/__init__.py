"""Actions of trackers: open a study and its rounds, set the sample, estimate."""

from .designs import change_design_state, set_design, set_sample_frame
from .estimates import columns_of, estimate
from .studies import edit_round, edit_study, open_operation, open_round, open_with_questionnaire

__all__ = [
    "change_design_state",
    "columns_of",
    "edit_round",
    "edit_study",
    "estimate",
    "open_operation",
    "open_round",
    "open_with_questionnaire",
    "set_design",
    "set_sample_frame",
]
