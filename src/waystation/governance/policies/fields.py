"""The field tables of instruments, measures, assessments, practices and arrangements."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import instruments, measures, others, sharing, standards

EXAMPLE = N_("For example 21/9/2026.")
WHERE = N_("The address of a page, on the web or in Waystation.")

INSTRUMENT = FieldTable(
    "policies.Instrument",
    Field("title", "text", N_("Title"), most=300, required=True, listed=True),
    Field("kind", "code", N_("Kind"), choices=instruments.KINDS, required=True, filtered=True),
    Field("entity", "code", N_("Institution that owns it"), N_("Institution"), required=True),
    Field(
        "edition",
        "text",
        N_("Edition"),
        hint=N_("As its cover says, for example 2024–2027."),
        most=60,
        required=True,
    ),
    Field("areas", "codes", N_("Areas of policy"), code_list="policy_area"),
    Field("summary", "long_text", N_("What it is for")),
    Field("starts_on", "date", N_("Valid from")),
    Field("ends_on", "date", N_("Valid until")),
    Field("gcm", "codes", N_("GCM objectives"), code_list="gcm_objective", rare=True),
    Field("sdg", "codes", N_("SDG targets"), code_list="sdg_target", rare=True),
    Field("pillar", "code", N_("Strategy pillar"), code_list="pillar", rare=True),
    Field("document", "text", N_("Where the text is found"), hint=WHERE, most=500, rare=True),
)
CHAPTER = FieldTable(
    "policies.Chapter",
    Field("title", "text", N_("Title"), most=300, required=True),
    Field("text", "long_text", N_("What it says")),
)
MEASURE = FieldTable(
    "policies.Measure",
    Field("title", "text", N_("Measure"), most=300, required=True, listed=True),
    Field("chapter", "code", N_("Pillar or chapter")),
    Field("entity", "code", N_("Institution that owns it"), N_("Institution"), required=True),
    Field(
        "person",
        "text",
        N_("Person responsible"),
        hint=N_("Name and function, for example head of the employment department."),
        most=200,
        sealed=True,
        required=True,
    ),
    Field("due_on", "date", N_("Deadline"), hint=EXAMPLE, required=True, filtered=True),
    Field("text", "long_text", N_("What is to be done")),
    Field("outcome", "code", N_("Outcome document it comes from"), rare=True),
)
MEASURE_TEXT = MEASURE.only("title", "chapter", "text")
"""What may be edited; owner and deadline change by events of their own."""
MOVE = FieldTable(
    "policies.Measure",
    Field("due_on", "date", N_("New deadline"), hint=EXAMPLE, required=True),
    Field("reason", "text", N_("Why"), reason=True, most=300, required=True),
)
OWNER = FieldTable(
    "policies.Measure",
    MEASURE["entity"],
    MEASURE["person"],
    Field("reason", "text", N_("Why"), reason=True, most=300, required=True),
)
REASON = FieldTable(
    "policies.Measure", Field("reason", "text", N_("Reason"), reason=True, most=300, required=True)
)
MILESTONE = FieldTable(
    "policies.Milestone",
    Field("title", "text", N_("Milestone"), most=300, required=True),
    Field("due_on", "date", N_("Due on"), hint=EXAMPLE, required=True),
)
EVIDENCE = FieldTable(
    "policies.Evidence",
    Field("title", "text", N_("What shows it"), most=300),
    Field(
        "address",
        "text",
        N_("Address"),
        hint=N_(
            "Of a document on the web, or of a page in Waystation: an edition, a finding, an "
            "activity of the work plan."
        ),
        most=500,
    ),
)
REACHED = FieldTable(
    "policies.Milestone",
    Field("reached_on", "date", N_("Reached on"), hint=EXAMPLE, required=True),
    *EVIDENCE,
)
LINK = FieldTable(
    "policies.Link",
    Field("role", "code", N_("How it is linked"), choices=measures.LINK_ROLES, required=True),
    Field("chosen", "code", N_("A fact, document or indicator")),
    Field("address", "text", N_("Or the address of a page in Waystation"), most=500),
    Field("title", "text", N_("What it says"), most=300),
)
ASSESSMENT = FieldTable(
    "policies.Assessment",
    Field("kind", "code", N_("By whom"), choices=measures.ASSESSMENTS, radio=True, required=True),
    Field("rating", "code", N_("Assessment"), choices=measures.RATINGS, required=True),
    Field("text", "long_text", N_("Why"), reason=True, required=True),
    Field("address", "text", N_("Evidence"), hint=WHERE, most=500),
)
CONSULTED = FieldTable(
    "policies.Consulted",
    Field("entity", "code", N_("Institution")),
    Field("name", "text", N_("Or who is asked"), hint=N_("A group or body."), most=200),
    Field("category", "code", N_("Category"), code_list="stakeholder_category"),
    Field("how", "text", N_("How they were asked"), most=200),
    Field("asked_on", "date", N_("Asked on"), hint=EXAMPLE, required=True),
    Field("until", "date", N_("Answer due"), hint=EXAMPLE),
)
COMMENT = FieldTable(
    "policies.Comment",
    Field("consulted", "code", N_("Commented by"), required=True),
    Field("chapter", "code", N_("About")),
    Field("text", "long_text", N_("Comment"), required=True),
    Field("said_on", "date", N_("Commented on"), hint=EXAMPLE, required=True),
)
ANSWER = FieldTable(
    "policies.Comment",
    Field(
        "verdict",
        "code",
        N_("Decision"),
        choices=instruments.VERDICTS,
        radio=True,
        required=True,
    ),
    Field(
        "answer",
        "long_text",
        N_("Answer"),
        hint=N_("What changes in the text, or why it does not."),
        required=True,
    ),
)
ADOPTION = FieldTable(
    "policies.Instrument",
    Field("adopted_on", "date", N_("Adopted on"), hint=EXAMPLE, required=True),
    Field("adopted_by", "text", N_("Adopted by"), hint=N_("The body."), required=True),
)
FORCE = FieldTable(
    "policies.Instrument",
    Field("in_force_on", "date", N_("In force from"), hint=EXAMPLE, required=True),
)
NEXT_EDITION = INSTRUMENT.only("edition", "starts_on", "ends_on")
STANDARD = FieldTable(
    "policies.Standard",
    Field("name", "text", N_("Standard"), required=True, listed=True),
    Field("edition", "text", N_("Edition"), most=60, required=True, listed=True),
    Field(
        "source",
        "text",
        N_("Source"),
        hint=N_("Who published it, when, and where it is found."),
        most=300,
        required=True,
        listed=True,
    ),
)
GAP_ASSESSMENT = FieldTable(
    "policies.GapAssessment",
    Field("standard", "code", N_("Standard"), required=True),
    Field("entity", "code", N_("Whose law and practice"), N_("Institution"), required=True),
    Field("by", "code", N_("Assessed by"), choices=standards.BY, radio=True, required=True,
          filtered=True),
    Field("day", "date", N_("As of"), hint=EXAMPLE, required=True, listed=True),
    Field("note", "long_text", N_("Scope and method")),
)  # fmt: skip
CLAUSE_ANSWER = FieldTable(
    "policies.ClauseAnswer",
    Field("law", "code", N_("Law"), choices=standards.GRADES, radio=True, required=True),
    Field("law_text", "text", N_("Law and article"), most=500),
    Field("practice", "code", N_("Practice"), choices=standards.GRADES, radio=True, required=True),
    Field("practice_text", "long_text", N_("Practice, and the evidence for it"), most=2000),
    Field("gap", "long_text", N_("What is missing"), most=2000),
    Field("address", "text", N_("Evidence"), hint=WHERE, most=500),
    Field("measure", "code", N_("Measure that closes the gap")),
)
CELL = FieldTable(
    "policies.Cell",
    Field(
        "quote",
        "long_text",
        N_("Sentence, as the text has it"),
        most=1000,
        required=True,
    ),
    Field("page", "text", N_("Page or paragraph"), most=40),
)
PRACTICE = FieldTable(
    "policies.GoodPractice",
    Field("title", "text", N_("Good practice"), most=300, required=True, listed=True),
    Field("entity", "code", N_("Institution that does it"), N_("Institution"), required=True),
    Field("topic", "code", N_("Topic"), code_list="policy_topic", required=True, listed=True,
          filtered=True),
    Field("text", "long_text", N_("What is done"), required=True),
    Field("results", "long_text", N_("Results, and the evidence for them"), required=True),
    Field("address", "text", N_("Evidence"), hint=WHERE, most=500, required=True),
)  # fmt: skip
REVIEW = FieldTable(
    "policies.PracticeReview",
    Field(
        "conflict",
        "code",
        N_("Conflict of interest"),
        choices=others.CONFLICTS,
        radio=True,
        required=True,
    ),
    Field("conflict_text", "text", N_("What the conflict is"), most=300),
    Field(
        "verdict",
        "code",
        N_("Recommendation"),
        choices=others.REVIEW_VERDICTS,
        radio=True,
        required=True,
    ),
    Field("text", "long_text", N_("Why"), reason=True, required=True),
)
ARRANGEMENT = FieldTable(
    "policies.Arrangement",
    Field("title", "text", N_("What is delivered"), most=300, required=True, listed=True),
    Field("entity", "code", N_("Authority that delivers"), N_("Institution"), required=True),
    Field("basis", "text", N_("Basis"), hint=N_("Agreement or law, with its date."), most=300,
          required=True),
    Field("every", "code", N_("How often"), choices=sharing.PERIODS, required=True, listed=True,
          filtered=True),
    Field("format", "code", N_("Format"), choices=sharing.FORMATS, required=True, listed=True),
    Field("days", "number", N_("Days after the period"), hint=N_("Within which it is delivered."),
          required=True, initial=15),
    Field("starts_on", "date", N_("First period from"), hint=EXAMPLE, required=True),
    Field("ends_on", "date", N_("Until"), hint=EXAMPLE),
    Field("content", "long_text", N_("Tables and variables")),
)  # fmt: skip
WITHDRAWAL = FieldTable(
    "policies.Delivery",
    Field(
        "reason",
        "text",
        N_("Why the record is withdrawn"),
        hint=N_("For example: recorded for the wrong period."),
        reason=True,
        most=300,
        required=True,
    ),
)
RECEIPT = FieldTable(
    "policies.Delivery",
    Field("received_on", "date", N_("Received on"), hint=EXAMPLE, required=True),
    Field("rows", "number", N_("Rows")),
    Field("address", "text", N_("Where it is stored"), hint=WHERE, most=500),
    Field("note", "text", N_("Note"), most=300),
)
