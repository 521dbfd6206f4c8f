"""Choices in the records of this app, with their labels."""

from __future__ import annotations

from waystation.foundation.shared.words import N_

FRAMEWORK_KINDS = [
    ("strategy", N_("Strategy of the mission")),
    ("cooperation", N_("UN cooperation framework")),
    ("compact", N_("Global Compact for Migration")),
    ("principles", N_("Guiding principles")),
    ("sdg", N_("Sustainable Development Goals")),
    ("iom_plan", N_("IOM Strategic Plan")),
    ("governance", N_("Migration governance framework")),
    ("donor", N_("Priorities of a donor")),
    ("other", N_("Other framework")),
]
RELEVANCE = [
    ("central", N_("Central for migration")),
    ("direct", N_("Names migration")),
    ("related", N_("Linked to migration")),
]
LEVELS = [
    ("programme", N_("Programme")),
    ("project", N_("Project")),
    ("activity", N_("Activity")),
]
RANK = {code: number for number, (code, _word) in enumerate(LEVELS)}
NEXUS = [
    ("humanitarian", N_("Humanitarian assistance")),
    ("development", N_("Development")),
    ("both", N_("Humanitarian assistance and development")),
]
SCOPES = [
    ("local", N_("One or more municipalities")),
    ("national", N_("All of Kosovo")),
    ("regional", N_("Several countries of the region")),
    ("global", N_("Global")),
]
INTERVENTIONS = [
    ("formal_economy", N_("Formal economy and jobs")),
    ("pathways", N_("Legal pathways")),
    ("skills", N_("Matching of skills")),
    ("education", N_("Education and training")),
    ("social_protection", N_("Social protection")),
    ("information", N_("Information, advice and referral")),
    ("protection", N_("Protection of migrants in vulnerable situations")),
    ("return", N_("Return and reintegration")),
    ("community", N_("Community stabilization")),
    ("diaspora", N_("Diaspora engagement")),
    ("capacity", N_("Capacity of institutions")),
    ("research", N_("Research and data")),
    ("policy", N_("Policy and law")),
]
THEMES = [
    ("sdg_progress", N_("Progress on the SDGs")),
    ("nobody_behind", N_("Leave no one behind")),
    ("labour_shortages", N_("Labour shortages filled")),
    ("climate", N_("Adaptation to climate change")),
    ("demography", N_("Demographic transition")),
    ("irregular", N_("Less irregular migration")),
    ("labour_migration", N_("Labour migration management")),
    ("knowledge", N_("Knowledge of migration")),
    ("dialogue", N_("Dialogue of governments")),
    ("cohesion", N_("Social cohesion")),
    ("protection", N_("Protection")),
    ("governance", N_("Migration governance")),
]
ROLES = [
    ("funding", N_("Donor")),
    ("accountable", N_("Accountable")),
    ("extending", N_("Manages the funds")),
    ("implementing", N_("Implements")),
    ("stakeholder", N_("Stakeholder")),
    ("grantee", N_("Receives a grant")),
]
ENTRY_ROLES = [one for one in ROLES if one[0] != "funding"]
"""Donors are recorded together, because their shares add up."""
TRANSACTIONS = [
    ("incoming", N_("Received from a donor")),
    ("commitment", N_("Commitment")),
    ("disbursement", N_("Disbursement to a partner")),
    ("expenditure", N_("Expenditure")),
]
SPENT = ("disbursement", "expenditure")
"""What leaves the office: the rest is promised or received."""
RESULT_LEVELS = [("impact", N_("Impact")), ("outcome", N_("Outcome")), ("output", N_("Output"))]
MEASURES = [
    ("unit", N_("Number")),
    ("percentage", N_("Percentage")),
    ("qualitative", N_("In words")),
]
QUALIFIERS = [
    ("", N_("Exactly")),
    ("about", N_("Approximately")),
    ("up_to", N_("Up to")),
    ("over", N_("Over")),
]
DOCUMENT_KINDS = [
    ("agreement", N_("Agreement with the donor")),
    ("proposal", N_("Proposal")),
    ("report", N_("Progress report")),
    ("evaluation", N_("Evaluation")),
    ("research", N_("Research report")),
    ("product", N_("Handbook, tool or material")),
    ("other", N_("Other")),
]
SUPPORT_KINDS = [
    ("service", N_("Service")),
    ("advice", N_("Policy advice")),
    ("recommendation", N_("Recommendation")),
    ("training", N_("Training")),
    ("equipment", N_("Equipment")),
]
ADOPTED = [
    ("pending", N_("Not decided yet")),
    ("adopted", N_("Adopted")),
    ("partly", N_("Adopted in part")),
    ("not_adopted", N_("Not adopted")),
]
COMPETENCES = [
    ("labour_migration", N_("Labour migration management")),
    ("data", N_("Collection and use of migration data")),
    ("policy", N_("Design of policy")),
    ("law", N_("Legal framework")),
    ("direct_assistance", N_("Direct assistance to migrants")),
    ("recruitment", N_("Ethical recruitment")),
    ("protection", N_("Protection-sensitive admission")),
    ("coordination", N_("Coordination between institutions")),
]
MOMENTS = [("before", N_("Before the support")), ("after", N_("After the support"))]
SCORES = [
    (1, N_("1: not there")),
    (2, N_("2: begun")),
    (3, N_("3: works with help")),
    (4, N_("4: works alone")),
    (5, N_("5: helps others")),
]
CURRENCIES = ["EUR", "USD", "CHF", "GBP", "SEK", "NOK", "DKK", "ALL", "RSD"]
