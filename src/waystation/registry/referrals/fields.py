"""The field tables of referrals."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.registry.privacy.rules.consents import FIELDS, GIVERS, HOW

from .rules.disclosure import CARRIES

REFERRAL = FieldTable(
    "referrals.Referral",
    Field(
        "need",
        "code",
        N_("Service requested"),
        code_list="service_kind",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "priority",
        "code",
        N_("Priority"),
        code_list="referral_priority",
        radio=True,
        initial="normal",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "fields_shared",
        "codes",
        N_("What is shared"),
        hint=N_("Only what the partner needs. Exactly this is read to the person and sent."),
        choices=tuple((name, words) for name, words in FIELDS.items() if name in CARRIES),
        required=True,
        fact=False,
    ),
    Field(
        "summary",
        "long_text",
        N_("What is asked of the partner"),
        hint=N_("Sent only with “Needs and plan” ticked."),
        sealed=True,
        identifying=True,
    ),
    Field(
        "profile",
        "long_text",
        N_("Skills, education and work"),
        hint=N_("Sent only with “Skills, education and work” ticked."),
        sealed=True,
        identifying=True,
        rare=True,
    ),
)
"""A referral as it is drafted; the partner and the service are chosen beside it."""

ANSWER = FieldTable(
    "referrals.Referral",
    Field(
        "how",
        "code",
        N_("How the answer was given"),
        choices=tuple(HOW.items()),
        initial="spoken",
        required=True,
    ),
    Field(
        "giver",
        "code",
        N_("Who answered"),
        choices=tuple(GIVERS.items()),
        initial="self",
        required=True,
    ),
    Field("expires_on", "date", N_("Last day, if one was agreed")),
    Field(
        "agreed",
        "code",
        N_("The answer"),
        choices=(
            ("yes", N_("Yes, the person agrees")),
            ("no", N_("No, the person does not agree")),
        ),
        radio=True,
        required=True,
    ),
)
"""The person's answer to the text that was read out."""

INCOMING = FieldTable(
    "referrals.Referral",
    Field("given", "text", N_("Given name"), most=100, sealed=True),
    Field("family", "text", N_("Family name"), most=100, sealed=True),
    Field("birth_year", "number", N_("Year of birth"), sealed=True),
    Field("phone", "text", N_("Telephone"), most=40, sealed=True),
    Field("asked", "long_text", N_("What the office is asked for"), required=True, sealed=True),
    Field(
        "consented",
        "yes_no",
        N_("The person has agreed that this is sent"),
        hint=N_("Whoever sends this asked the person, and can show how."),
    ),
)
"""What a partner tells us of somebody it refers to us; ``REFERRAL`` has need and priority."""

OWN_ANSWER = FieldTable(
    "referrals.Referral",
    Field(
        "right",
        "code",
        N_("Is this right?"),
        choices=(("yes", N_("Yes, this is right")), ("no", N_("No, it was different"))),
        radio=True,
        required=True,
    ),
    Field(
        "note",
        "long_text",
        N_("What was different?"),
        hint=N_("The office reads it, the partner does not."),
        most=2000,
        sealed=True,
    ),
)
"""What a person says of the outcome at their own link."""

READER = FieldTable(
    "referrals.SealedLink",
    Field("name", "text", N_("Your name"), required=True, most=100, sealed=True),
    Field("code", "text", N_("Code"), required=True, most=20, sealed=True),
)
"""What is asked of whoever opens a sealed link."""
