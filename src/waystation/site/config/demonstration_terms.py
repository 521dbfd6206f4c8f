"""What the fictional Network says of its principles and objectives, and its mechanisms.

The mechanisms are kinds that the Terms of Reference name (paragraphs 48 and 73); their meetings and
the marks of the self-assessment (paragraph 60) are fictional.
"""

from __future__ import annotations

from typing import Any

from waystation.governance.knowledge.actions import record_entry
from waystation.governance.network import actions
from waystation.governance.network.queries import registers

MECHANISMS = [
    ("UNKT", "unkt", "Every month"),
    ("UNMIK: meeting of liaison officers", "unmik", "Every quarter"),
    ("Integrated Strategic Framework: working group", "isf", "Twice a year"),
    ("Socio-Economic Recovery Plan: working group", "serp", "Every quarter"),
    ("Human rights working group", "human_rights", "Every month"),
    ("Security and gender group", "gender", "Every month"),
    ("Municipal offices for communities and return", "local", "Every quarter"),
]
ASSESSMENTS = {
    "WP1": ("2", "Four quarterly reports went to UNKT, each approved by the co-chairs.", ""),
    "WP2": ("2", "Every activity of the plan carries a gender and a human-rights marker.", ""),
    "WP3": ("1", "One activity is about recruitment.", "Use the checklist for labour migration."),
    "WP4": ("2", "Advice to UNKT was signed by two co-chairs or more.", ""),
    "WP7": ("1", "No partner from outside came to a meeting.", "Hold one extended meeting a year."),
    "WP10": ("3", "Every paper has a class; each opening is on record.", ""),
    "NO3": ("3", "The plan of the year was adopted in February and cites the UNSDCF.", ""),
    "NO6": ("1", "One joint statement was drafted.", "Agree on two subjects at the first meeting."),
    "NO8": ("2", "Twelve of thirteen categories of partners were engaged.", ""),
}


def record_mechanisms(secretariat: Any) -> None:
    """Record the mechanisms that the Network works with, each with its liaison."""
    register = registers.register_named("mechanisms")
    for name, kind, meets in MECHANISMS:
        values = {"name": name, "kind": kind, "meets": meets, "liaison": secretariat.id}
        record_entry(secretariat, register, values)


def assess_year(secretariat: Any, year: int) -> None:
    """Assess the year by some of the principles and objectives; the others are still to do."""
    for code, (mark, evidence, next_step) in ASSESSMENTS.items():
        actions.terms.assess(
            secretariat, year, code, mark=mark, evidence=evidence, next_step=next_step
        )
