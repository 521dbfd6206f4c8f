"""The field tables of consents, their texts and legal holds."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import consents, requests
from .rules.consent_texts import LANGUAGES, LONGEST
from .rules.erasing import LONGEST_REASON

CONSENT = FieldTable(
    "privacy.Consent",
    Field(
        "recipient",
        "text",
        N_("Who may receive the data"),
        hint=N_("One institution; for each other one, ask again."),
        required=True,
    ),
    Field(
        "fields_shared",
        "codes",
        N_("What may be shared"),
        choices=tuple(consents.FIELDS.items()),
        required=True,
    ),
    Field(
        "how",
        "code",
        N_("How the answer was given"),
        choices=tuple(consents.HOW.items()),
        initial="spoken",
        required=True,
    ),
    Field(
        "giver",
        "code",
        N_("Who answered"),
        choices=tuple(consents.GIVERS.items()),
        initial="self",
        required=True,
    ),
    Field("expires_on", "date", N_("Last day, if one was agreed")),
    Field(
        "agreed",
        "code",
        N_("The answer"),
        choices=tuple(consents.ANSWERS.items()),
        radio=True,
        required=True,
    ),
)

TEXT = FieldTable(
    "privacy.ConsentText",
    Field(
        "purpose", "code", N_("Purpose"), choices=tuple(consents.PURPOSES.items()), required=True
    ),
    Field("language", "code", N_("Language"), choices=tuple(LANGUAGES.items()), required=True),
    Field(
        "text",
        "long_text",
        N_("Text to be read out"),
        hint=N_("{fields} and {recipient} are filled in before reading."),
        required=True,
        most=LONGEST,
    ),
)

HOLD = FieldTable(
    "privacy.LegalHold",
    Field(
        "reason",
        "long_text",
        N_("Why the file must be kept"),
        reason=True,
        required=True,
        sealed=True,
        most=LONGEST_REASON,
    ),
)

REQUEST = FieldTable(
    "privacy.DataRequest",
    Field(
        "kind",
        "code",
        N_("What is asked for"),
        heading=N_("Request"),
        choices=tuple(requests.KINDS.items()),
        initial="access",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "how",
        "code",
        N_("How it was received"),
        choices=tuple(requests.WAYS.items()),
        initial="in_person",
        required=True,
        listed=True,
    ),
    Field(
        "received_on",
        "date",
        N_("Date received"),
        hint=N_("The answer is due one month later."),
        required=True,
        listed=True,
        filtered=True,
    ),
)
REPLY = FieldTable(
    "privacy.DataRequest",
    Field("identity_checked", "yes_no", N_("I have checked that it is the person's own request")),
    Field(
        "reply",
        "long_text",
        N_("What was done or handed over"),
        required=True,
        most=LONGEST_REASON,
    ),
)
REASON = FieldTable(
    "privacy.DataRequest",
    Field(
        "reply",
        "long_text",
        N_("Why, and where the person can complain"),
        required=True,
        most=LONGEST_REASON,
    ),
)
