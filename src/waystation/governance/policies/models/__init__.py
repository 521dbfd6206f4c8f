"""The models of this app, one module per kind of record."""

from .commitments import Delegation, Dialogue, Duty, Exchange, Membership
from .instruments import Chapter, Comment, Consulted, Instrument
from .mainstreaming import Cell, GoodPractice, PolicyLink, PracticeReview
from .measures import (
    Assessment,
    Evidence,
    Link,
    Measure,
    MeasureEvent,
    Milestone,
    OutcomeDocument,
)
from .sharing import Arrangement, Delivery
from .standards import Clause, ClauseAnswer, GapAssessment, Standard

__all__ = [
    "Arrangement",
    "Assessment",
    "Cell",
    "Chapter",
    "Clause",
    "ClauseAnswer",
    "Comment",
    "Consulted",
    "Delegation",
    "Delivery",
    "Dialogue",
    "Duty",
    "Evidence",
    "Exchange",
    "GapAssessment",
    "GoodPractice",
    "Instrument",
    "Link",
    "Measure",
    "MeasureEvent",
    "Membership",
    "Milestone",
    "OutcomeDocument",
    "PolicyLink",
    "PracticeReview",
    "Standard",
]
