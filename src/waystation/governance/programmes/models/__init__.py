"""The models of this app, one module per kind of record."""

from .frameworks import Framework, Goal
from .institutions import NextPriority, Score, Support
from .money import BudgetLine, Share, Transaction
from .programmes import Document, Lesson, Partner, Programme, Reach, StaffPost, Tag
from .results import Figure, ProgrammeIndicator, Result

__all__ = [
    "BudgetLine",
    "Document",
    "Figure",
    "Framework",
    "Goal",
    "Lesson",
    "NextPriority",
    "Partner",
    "Programme",
    "ProgrammeIndicator",
    "Reach",
    "Result",
    "Score",
    "Share",
    "StaffPost",
    "Support",
    "Tag",
    "Transaction",
]
