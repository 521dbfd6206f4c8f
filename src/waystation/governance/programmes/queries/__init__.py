"""Programmes: the tree, budgets and people, frameworks, coverage, reports and IATI."""

from . import coverage, drivers, due, frameworks, iati, money, programmes, registers, reports

__all__ = [
    "coverage",
    "drivers",
    "due",
    "frameworks",
    "iati",
    "money",
    "programmes",
    "registers",
    "reports",
]
