"""The registers of series, errors of sources, findings and their uses."""

from __future__ import annotations

from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models
from waystation.governance.knowledge.rules import findings, series

from .registers import READ, WRITE, document_choices, entity_choices, finding_choices

SERIES = Register(
    "series",
    models.Series,
    "fact_series",
    N_("Series"),
    N_("What is measured year by year: its names in our languages, its unit, and which source "
       "holds for which years."),
    N_("Add a series"),
    N_("No series yet. Add one, then load its values from a file."),
    READ,
    WRITE,
    "name",
    (
        "key", "name", "name_sq", "name_sr", "synonyms", "unit", "topic", "stitched", "method",
    ),
    ("name", "unit", "topic"),
    series.refusal_of_series,
    filters=("topic",),
    search=("name", "name_sq", "name_sr", "key"),
)  # fmt: skip
CORRECTIONS = Register(
    "corrections",
    models.Correction,
    "source_error",
    N_("Errors of sources"),
    N_("Incorrect values published by a source. Our correction applies until the "
        "source has corrected the value; it is then reported as outdated."),
    N_("Add an error"),
    N_("No error of a source is recorded."),
    READ,
    WRITE,
    "series",
    ("series", "geo", "year", "source", "published", "corrected", "reason", "reported_on"),
    ("series", "geo", "year", "source", "published", "corrected"),
    series.refusal_of_correction,
    filters=("geo",),
    search=("series", "source"),
)  # fmt: skip


FINDINGS = Register(
    "findings",
    models.Finding,
    "study_finding",
    N_("Findings"),
    N_("What studies found, one sentence each, and where it was used."),
    N_("Add a finding"),
    N_("No finding yet. Add what a study in the library found."),
    READ,
    WRITE,
    "statement",
    ("statement", "document", "where", "topic", "estimate", "limits"),
    ("statement", "document", "topic"),
    findings.refusal_of_finding,
    filters=("topic",),
    choices={"document": document_choices},
    search=("search_key",),
)
USES = Register(
    "finding-uses",
    models.FindingUse,
    "finding_use",
    N_("Use of findings"),
    N_("Which policy, plan, activity or programme used which finding, and what it changed."),
    N_("Add a use"),
    N_("No use of a finding is recorded yet."),
    READ,
    WRITE,
    "title",
    ("finding", "used_in", "title", "address", "what_changed", "used_on"),
    ("title", "used_in", "finding", "used_on"),
    findings.refusal_of_use,
    filters=("used_in",),
    choices={"finding": finding_choices},
    search=("title", "what_changed"),
    day="used_on",
)
DISSEMINATION = Register(
    "dissemination",
    models.Dissemination,
    "document_dissemination",
    N_("Dissemination"),
    N_("The recipients of each document, with date and channel."),
    N_("Add a recipient"),
    N_("No document has been sent yet."),
    READ,
    WRITE,
    "recipient",
    ("document", "recipient", "channel", "sent_on", "answer"),
    ("document", "recipient", "channel", "sent_on"),
    findings.refusal_of_dissemination,
    filters=("channel",),
    choices={"document": document_choices},
    search=("recipient",),
    day="sent_on",
)
STAKEHOLDERS = Register(
    "stakeholders",
    models.Stakeholder,
    "topic_stakeholder",
    N_("Stakeholders by topic"),
    N_("Who works on a topic, such as climate and mobility, what they do, and which data they "
       "hold."),
    N_("Add a stakeholder"),
    N_("No stakeholder is entered yet."),
    READ,
    WRITE,
    "name",
    ("name", "topic", "part", "work", "data", "entity"),
    ("name", "topic", "part", "data"),
    findings.refusal_of_stakeholder,
    filters=("topic", "part"),
    choices={"entity": entity_choices},
    search=("name", "work"),
)  # fmt: skip
MORE = (SERIES, CORRECTIONS, FINDINGS, USES, DISSEMINATION, STAKEHOLDERS)
