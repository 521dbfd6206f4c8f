"""Actions on pathways: write rules, check a person, record stays, run a partnership."""

from .lists import load_lists
from .partnerships import (
    add_cost,
    add_partner,
    change_participant_state,
    change_partnership_state,
    edit_partnership,
    join_partnership,
    record_partnership,
)
from .pathways import (
    add_condition,
    change_edition_state,
    draft_edition,
    edit_edition,
    edit_pathway,
    link_sheet,
    load_shipped,
    record_pathway,
    remove_condition,
)
from .people import (
    assess_person,
    change_take_up_state,
    edit_stay,
    erase_person,
    evaluate_histories,
    move_person,
    record_stay,
    take_up,
)

__all__ = [
    "add_condition",
    "add_cost",
    "add_partner",
    "assess_person",
    "change_edition_state",
    "change_participant_state",
    "change_partnership_state",
    "change_take_up_state",
    "draft_edition",
    "edit_edition",
    "edit_partnership",
    "edit_pathway",
    "edit_stay",
    "erase_person",
    "evaluate_histories",
    "join_partnership",
    "link_sheet",
    "load_lists",
    "load_shipped",
    "move_person",
    "record_partnership",
    "record_pathway",
    "record_stay",
    "remove_condition",
    "take_up",
]
