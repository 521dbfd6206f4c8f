"""Actions on results: define indicators, set targets."""

from .definitions import (
    decide_on_definition,
    propose_definition,
    propose_reopening,
    propose_retirement,
)
from .indicators import load_shipped_indicators
from .partners import (
    Typed,
    answer_request,
    ask_partner,
    decide_on_request,
    make_request_link,
    open_document,
    remind_partner,
    remind_partners,
)
from .targets import approve_target, change_target, set_target

__all__ = [
    "Typed",
    "answer_request",
    "approve_target",
    "ask_partner",
    "change_target",
    "decide_on_definition",
    "decide_on_request",
    "load_shipped_indicators",
    "make_request_link",
    "open_document",
    "propose_definition",
    "propose_reopening",
    "propose_retirement",
    "remind_partner",
    "remind_partners",
    "set_target",
]
