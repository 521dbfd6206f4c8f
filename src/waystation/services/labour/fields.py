"""The field tables of employers, sites, vacancies and costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from waystation.foundation.records import plain
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.skills.fields import OccupationField

from .rules import demand, pipeline

EMPLOYER = FieldTable(
    "labour.Employer",
    Field("sector", "code", N_("Sector"), code_list="sector", required=True, listed=True,
          filtered=True),
    Field("size", "code", N_("How many people work there"), N_("Size"), choices=demand.SIZES,
          required=True, listed=True, filtered=True),
    Field("place", "code", N_("Municipality"), code_list="municipality", listed=True,
          filtered=True, hint=N_("Leave blank for a company abroad.")),
    Field("about", "long_text", N_("What the company does"), required=True, most=1000),
    Field("registration", "text", N_("Business registration number"), most=40),
    Field("contact_name", "text", N_("Contact person"), sealed=True, required=True, most=150),
    Field("contact_email", "text", N_("E-mail"), sealed=True),
    Field("contact_phone", "text", N_("Phone"), sealed=True, most=40),
)  # fmt: skip
FIVE_QUESTIONS = EMPLOYER.only("about", "sector", "size", "place", "contact_name", "contact_email")
"""What an employer answers about itself; the office enters the rest."""

SITE = FieldTable(
    "labour.Site",
    Field("name", "text", N_("Name"), required=True, most=150),
    Field("place", "code", N_("Municipality"), code_list="municipality",
          hint=N_("Leave blank for a site abroad.")),
    Field("address", "text", N_("Address")),
    Field("workers", "number", N_("People who work there")),
)  # fmt: skip

VACANCY = FieldTable(
    "labour.Vacancy",
    Field("title", "text", N_("Job title"), required=True, listed=True, most=150),
    OccupationField("occupation", "code", N_("Occupation"), required=True, listed=True),
    Field("openings", "number", N_("Openings"), required=True, initial=1, listed=True),
    Field("country", "code", N_("Country"), code_list="country", required=True, initial="XK",
          listed=True, filtered=True),
    Field("place", "code", N_("Municipality"), code_list="municipality",
          hint=N_("For work in Kosovo*."), listed=True, filtered=True),
    Field("town", "text", N_("Town"), hint=N_("For work abroad."), most=100, rare=True),
    Field("starts_on", "date", N_("Work begins"), listed=True),
    Field("contract", "code", N_("Contract"), choices=demand.CONTRACTS, required=True),
    Field("hours", "decimal", N_("Hours a week")),
    Field("pay", "decimal", N_("Gross pay"), money=True),
    Field("currency", "code", N_("Currency"), choices=demand.CURRENCIES, initial="EUR"),
    Field("pay_period", "code", N_("Pay period"), choices=demand.PERIODS, initial="month"),
    Field("housing", "code", N_("Housing"), choices=demand.PROVIDED, rare=True),
    Field("insurance", "code", N_("Health insurance"), choices=demand.PROVIDED, rare=True),
    Field("documents", "codes", N_("Documents that are needed"), code_list="work_document",
          rare=True),
    Field("about", "long_text", N_("The work"), most=2000),
)  # fmt: skip


@dataclass(frozen=True)
class PartField(Field):
    """A part of a vacancy that is a list or a table; the rules of the action judge it."""

    fact: bool = False

    def from_form(self, value: Any) -> Any:
        return self.read(value)

    def refusals(self, value: Any) -> Iterator[Refusal | None]:
        return iter(())


@dataclass(frozen=True)
class SkillsField(PartField):
    """Skills in the order of their writer: a list, or one a line."""

    def read(self, value: Any) -> list[str]:
        given = value.splitlines() if isinstance(value, str) else value
        lines = given if isinstance(given, list | tuple) else []
        return demand.tidy_skills([plain.text(one, self.name) for one in lines])


@dataclass(frozen=True)
class LanguagesField(PartField):
    """The least levels, by language and activity, without blanks."""

    @property
    def blank(self) -> Any:
        return {}

    def read(self, value: Any) -> dict[str, Any]:
        given = value or {}
        if not isinstance(given, dict):
            raise Refusal(
                N_("Write the languages as an object: {example}."),
                field=self.name,
                code="languages",
                example='{"de": {"speaking": "B1"}}',
            )
        return {
            language: {one: level for one, level in levels.items() if level}
            if isinstance(levels, dict)
            else levels
            for language, levels in given.items()
        }


@dataclass(frozen=True)
class CostsField(PartField):
    """Who pays each kind of cost, and how much, in the currency of the vacancy."""

    @property
    def blank(self) -> Any:
        return []

    def read(self, value: Any) -> list[dict[str, Any]]:
        given = value or []
        if not isinstance(given, list | tuple) or not all(isinstance(one, dict) for one in given):
            raise Refusal(
                N_("Write the costs as a list of objects: {example}."),
                field=self.name,
                code="costs",
                example='[{"kind": "travel", "payer": "employer", "amount": "300"}]',
            )
        return demand.tidy_costs(
            [
                {
                    "kind": plain.text(one.get("kind"), self.name),
                    "payer": plain.text(one.get("payer"), self.name),
                    "amount": plain.decimal(one.get("amount"), self.name),
                }
                for one in given
            ]
        )


CONTENTS = FieldTable(
    "labour.Vacancy",
    *VACANCY,
    SkillsField("must_have", "codes", N_("Skills that are needed"),
                hint=N_("One a line. What the work cannot be done without.")),
    SkillsField("nice_to_have", "codes", N_("Skills that are welcome"),
                hint=N_("One a line.")),
    Field("recruiter", "key", N_("Through which agency"), fact=False),
    Field("site", "key", N_("Site"), fact=False),
    Field("pathways", "codes", N_("Regular pathways, of which one must be open"),
          hint=N_("For work abroad that needs a permit."), fact=False),
    LanguagesField("languages", "text", N_("Languages")),
    CostsField("costs", "text", N_("Who pays each cost")),
)  # fmt: skip
"""All that a vacancy says: two people may change different parts of it at the same time."""
OF_EMPLOYER = CONTENTS.without("recruiter", "pathways")
"""What an employer says of its own vacancy; the rest is the office's to choose."""

READER = FieldTable(
    "labour.EmployerLink",
    Field("code", "text", N_("Code"), required=True, most=20),
    Field("name", "text", N_("Your name"), required=True, most=120),
)

OFFER = VACANCY.only("occupation", "openings", "country", "place", "town", "starts_on")
"""What the page of a candidacy says of the vacancy."""

ON = Field("on", "date", N_("Day"), required=True)
STAGE = FieldTable("labour.Candidacy", ON)
LOSS = FieldTable(
    "labour.Candidacy",
    ON,
    Field("reason", "code", N_("Why it ended"), choices=pipeline.LOSSES, required=True),
    Field("reason_shown", "yes_no", N_("The candidate may see this reason")),
)
ANSWER = FieldTable(
    "labour.Candidacy",
    Field(
        "agreed",
        "code",
        N_("Your answer"),
        choices=(("yes", N_("Yes, tell them my name")), ("no", N_("No"))),
        radio=True,
        required=True,
    ),
)

SURVEY = FieldTable(
    "labour.ShortageSurvey",
    Field("title", "text", N_("Name of the survey"), required=True, listed=True, most=150),
    Field("partner", "text", N_("With whom"), hint=N_("For example a chamber of commerce."),
          listed=True, most=150),
    Field("starts_on", "date", N_("First day"), required=True, listed=True),
    Field("ends_on", "date", N_("Last day"), required=True, listed=True),
    Field("target", "number", N_("Businesses that are to answer"), N_("Target"), required=True,
          initial=500, listed=True),
    Field("frame", "long_text", N_("Frame"), required=True,
          hint=N_("One line a sector: its letter; how many businesses; how many are asked.")),
)  # fmt: skip
