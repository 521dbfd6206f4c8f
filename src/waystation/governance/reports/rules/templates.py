"""Templates of reports: editable headings and sentences with figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from waystation.foundation.shared.words import N_

Blocks = list[tuple[str, Mapping[str, Any]]]
Words = Callable[[str], str]
"""Returns an English source in the language of the report."""

TEMPLATES = (
    ("blank", N_("An empty page")),
    ("quarterly", N_("Quarterly report")),
    ("donor", N_("Report to a donor")),
    ("profile", N_("Profile of migration")),
)
HEADLINE = ("people_served", "visits", "referrals_sent", "group_attendees")
SENTENCES = {
    "served": (
        N_("In this period [people_served] people were served in [visits] visits."),
        ("people_served", "visits"),
    ),
    "attended": (
        N_("[group_attendees] people attended group sessions."),
        ("group_attendees",),
    ),
}
QUARTERLY = (
    ("heading", N_("Summary")),
    ("headline", ""),
    ("sentence", "served"),
    ("heading", N_("People served")),
    ("chart", ("people_served", "month", "")),
    ("map", "people_served"),
    ("heading", N_("Women and men")),
    ("table", (("people_served", "visits"), "sex")),
    ("heading", N_("Group sessions")),
    ("sentence", "attended"),
)
DONOR = (
    ("heading", N_("Summary")),
    ("headline", ""),
    ("sentence", "served"),
    ("heading", N_("What was done")),
    ("sentence", "attended"),
    ("heading", N_("Results")),
    ("chart", ("people_served", "month", "")),
    ("table", (("people_served", "visits"), "office")),
    ("heading", N_("Women and men")),
    ("table", (("people_served", "visits"), "sex")),
    ("heading", N_("Risks and lessons")),
)
PROFILE = (
    ("heading", N_("Summary")),
    ("heading", N_("Drivers of migration")),
    ("heading", N_("Labour and labour mobility")),
    ("heading", N_("Diaspora and remittances")),
    ("heading", N_("People served")),
    ("headline", ""),
    ("map", "people_served"),
)
PLANS = {"quarterly": QUARTERLY, "donor": DONOR, "profile": PROFILE}


def blocks_of(template: str, known: Collection[str], words: Words) -> Blocks:
    """Return the blocks of a template, with the indicators ``known``."""
    made: Blocks = []
    for kind, what in PLANS.get(template, ()):
        block = _block(kind, what, known, words)
        if block is not None:
            made.append(block)
    return made


def _block(
    kind: str, what: Any, known: Collection[str], words: Words
) -> tuple[str, dict[str, Any]] | None:
    if kind == "heading":
        return kind, {"text": words(what), "level": "1"}
    if kind == "sentence":
        sentence, needed = SENTENCES[what]
        return ("text", {"text": words(sentence)}) if set(needed) <= set(known) else None
    if kind == "headline":
        keys = [one for one in HEADLINE if one in known]
        return (kind, {"title": "", "indicators": keys}) if keys else None
    if kind == "table":
        keys, by = [one for one in what[0] if one in known], what[1]
        return (kind, {"title": "", "indicators": keys, "by": by}) if keys else None
    if kind == "map":
        return (kind, {"title": "", "indicator": what}) if what in known else None
    indicator, along, split = what
    content = {"title": "", "indicator": indicator, "along": along, "split": split}
    return (kind, content) if indicator in known else None
