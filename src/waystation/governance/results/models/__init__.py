"""Indicators and their versions, targets, and disclosure policies."""

from .indicators import DefinitionDraft, Indicator, IndicatorVersion
from .protecting import LiveQuestions, Protection
from .requests import PartnerFigure, PartnerRequest, RequestLink
from .targets import Milestone, Target

__all__ = [
    "DefinitionDraft",
    "Indicator",
    "IndicatorVersion",
    "LiveQuestions",
    "Milestone",
    "PartnerFigure",
    "PartnerRequest",
    "Protection",
    "RequestLink",
    "Target",
]
