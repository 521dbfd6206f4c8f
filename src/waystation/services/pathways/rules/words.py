"""The fixed choices of this app, as (code, English source)."""

from __future__ import annotations

from waystation.foundation.shared.words import N_

KINDS = (
    ("work", N_("Work")),
    ("seasonal", N_("Seasonal work")),
    ("study", N_("Study")),
    ("scholarship", N_("Scholarship")),
    ("training", N_("Vocational training")),
    ("recognition", N_("Recognition of a qualification")),
    ("circular", N_("Circular migration")),
    ("visit", N_("Stay without a visa")),
    ("talent_pool", N_("EU Talent Pool")),
)
LISTS = (
    ("states", N_("States that take part")),
    ("occupations", N_("Shortage occupations")),
)
ARRANGEMENTS = (
    ("agreement", N_("Agreement")),
    ("memorandum", N_("Memorandum of understanding")),
    ("placement", N_("Placement arrangement")),
    ("social_security", N_("Social security agreement")),
    ("readmission", N_("Readmission agreement")),
    ("other", N_("Other")),
)
OUTCOMES = (
    ("eligible", N_("All rules are met")),
    ("not_eligible", N_("Not met")),
    ("not_known", N_("Not known yet")),
)
CIRCULAR = (
    ("circular", N_("Circular migrant")),
    ("short_term", N_("Short-term circular migrant")),
    ("none", N_("No circular migration")),
)
ROLES = (
    ("government", N_("Authority here")),
    ("authority_abroad", N_("Authority abroad")),
    ("training", N_("Training centre")),
    ("employer", N_("Employer")),
    ("chamber", N_("Chamber or association")),
    ("donor", N_("Donor")),
    ("facilitator", N_("Facilitator")),
)
COSTS = (
    ("training", N_("Training")),
    ("language", N_("Language course")),
    ("certificate", N_("Examination and certificate")),
    ("recognition", N_("Recognition")),
    ("visa", N_("Visa and documents")),
    ("travel", N_("Travel")),
    ("recruitment", N_("Recruitment")),
    ("stipend", N_("Stipend")),
    ("return", N_("Return and reintegration")),
)
PAYERS = (
    ("employer", N_("Employer")),
    ("government", N_("Authority here")),
    ("authority_abroad", N_("Authority abroad")),
    ("donor", N_("Donor")),
    ("training", N_("Training centre")),
    ("worker", N_("Worker")),
)
TRACKS = (("home", N_("Home track")), ("abroad", N_("Abroad track")))
STAY_REASONS = (
    ("work", N_("Work")),
    ("study", N_("Study")),
    ("training", N_("Vocational training")),
    ("family", N_("Family")),
    ("protection", N_("Protection")),
    ("other", N_("Other")),
)
SKILL_USED = (
    ("yes", N_("Used after return")),
    ("no", N_("Not used after return")),
    ("not_known", N_("Not known")),
)
ENDED = (
    ("refused", N_("Refused by the authority")),
    ("gave_up", N_("Gave up")),
    ("employer", N_("The employer withdrew")),
    ("cost", N_("Too expensive")),
    ("waiting", N_("Waited too long")),
    ("family", N_("Family or health")),
    ("other", N_("Other")),
)
DROPPED = (
    ("failed", N_("Did not pass the examination")),
    ("job", N_("Found other work")),
    ("cost", N_("Could not afford it")),
    ("family", N_("Family or health")),
    ("visa", N_("Visa refused")),
    ("employer", N_("The employer withdrew")),
    ("other", N_("Other")),
)
LEVELS = tuple((code, code) for code in ("A1", "A2", "B1", "B2", "C1", "C2"))
"""The levels of the Common European Framework of Reference for Languages, lowest first."""
RECOGNITION = (
    ("full", N_("Fully recognised")),
    ("partial", N_("Partly recognised")),
    ("asked", N_("Applied for")),
    ("none", N_("Not recognised")),
)
