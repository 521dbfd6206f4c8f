"""The sheets of IATI Publisher's four workbooks, and the XML path of each column.

A column is named as in the template; its place is a path from the element of the sheet:
``@attribute``, ``child/@attribute``, ``child/narrative``, ``child/text()``. ``point/pos[1]`` is
one half of a text of two numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MANY = {
    "narrative",
    "sector",
    "recipient-country",
    "recipient-region",
    "aid-type",
    "category",
    "language",
    "budget-item",
    "condition",
    "location-id",
    "administrative",
    "reference",
    "dimension",
    "location",
}
"""The elements of which there may be several inside the element of a sheet."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: the element it fills, the column of the key, and its other columns."""

    name: str
    element: str
    key: str
    columns: tuple[tuple[str, str], ...]
    single: bool = False
    """Whether a key has one such element: more rows add to it."""


def _sheet(
    name: str,
    element: str,
    columns: Sequence[tuple[str, str]],
    *,
    key: str = "Activity Identifier",
    single: bool = False,
) -> Sheet:
    return Sheet(name, element, key, tuple(columns), single)


def _text_columns(label: str, path: str, language: str = "") -> tuple[tuple[str, str], ...]:
    """Return the two columns of a text: the narrative and its language."""
    prefix, place = (f"{label} ", f"{path}/narrative") if label else ("", "narrative")
    return (
        (f"{prefix}Narrative", place),
        (language or f"{prefix}Language", f"{place}/@xml:lang"),
    )


TOLD = _text_columns("", "")
CODED = (("Vocabulary", "@vocabulary"), ("Code", "@code"), ("Vocabulary-uri", "@vocabulary-uri"))
DOCUMENT = (
    ("Url", "@url"),
    ("Format", "@format"),
    *_text_columns("Title", "title"),
    *_text_columns("Description", "description"),
    ("Category Code", "category/@code"),
    ("Language Code", "language/@code"),
    ("Document Date Date", "document-date/@iso-date"),
)
VALUED = (
    ("Value", "@value"),
    *_text_columns("Comment", "comment"),
    ("Dimension Name", "dimension/@name"),
    ("Dimension Value", "dimension/@value"),
    ("Location Reference", "location/@ref"),
)


def _org(label: str, path: str, activity: str, kind: str = "") -> tuple[tuple[str, str], ...]:
    return (
        (f"{label} Reference", f"{path}/@ref"),
        (activity, f"{path}/@{path.removesuffix('-org')}-activity-id"),
        (kind or f"{label} Type", f"{path}/@type"),
        *_text_columns(label, path),
    )


ACTIVITY = (
    _sheet("Settings", "", (
        ("Default Currency", "@default-currency"), ("Default Language", "@xml:lang"),
        ("Hierarchy", "@hierarchy"), ("Humanitarian", "@humanitarian"),
        ("Budget Not Provided", "@budget-not-provided"),
        ("Secondary Reporter", "reporting-org/@secondary-reporter"),
    ), single=True),
    _sheet("Element with single field", "", (
        ("Activity Status", "activity-status/@code"), ("Activity Scope", "activity-scope/@code"),
        ("Collaboration Type", "collaboration-type/@code"),
        ("Default Flow Type", "default-flow-type/@code"),
        ("Default FInance Type", "default-finance-type/@code"),
        ("Default Tied Status", "default-tied-status/@code"),
        ("Capital Spend", "capital-spend/@percentage"),
    ), single=True),
    _sheet("Title", "title", TOLD, single=True),
    _sheet("Other Identifier", "other-identifier", (
        ("Reference", "@ref"), ("Type", "@type"), ("Owner Org Reference", "owner-org/@ref"),
        *_text_columns("Owner Org", "owner-org"),
    )),
    _sheet("Description", "description", (("Type", "@type"), *TOLD)),
    _sheet("Activity Date", "activity-date",
           (("Type", "@type"), ("Iso Date", "@iso-date"), *TOLD)),
    _sheet("Recipient Country", "recipient-country",
           (("Code", "@code"), ("Percentage", "@percentage"), *TOLD)),
    _sheet("Recipient Region", "recipient-region",
           (*CODED, ("Percentage", "@percentage"), *TOLD)),
    _sheet("Sector", "sector", (*CODED, ("Percentage", "@percentage"), *TOLD)),
    _sheet("Tag", "tag", (*CODED, *TOLD)),
    _sheet("Policy Marker", "policy-marker",
           (*CODED, ("Significance", "@significance"), *TOLD)),
    _sheet("Default Aid Type", "default-aid-type",
           (("Vocabulary", "@vocabulary"), ("Code", "@code"))),
    _sheet("Country Budget Items", "country-budget-items", (
        ("Vocabulary", "@vocabulary"), ("Budget Item Code", "budget-item/@code"),
        ("Budget Item Percentage", "budget-item/@percentage"),
        *_text_columns("Budget Item Description", "budget-item/description"),
    )),
    _sheet("Humanitarian Scope", "humanitarian-scope", (
        ("Type", "@type"), ("Vocabulary", "@vocabulary"), ("Code", "@code"),
        ("Vocabulary Uri", "@vocabulary-uri"), *TOLD,
    )),
    _sheet("Related Activity", "related-activity", (("Reference", "@ref"), ("Type", "@type"))),
    _sheet("Conditions", "conditions", (
        ("Attached", "@attached"), ("Condition Type", "condition/@type"),
        *_text_columns("Condition", "condition"),
    ), single=True),
    _sheet("Legacy Data", "legacy-data", (
        ("Name", "@name"), ("Value", "@value"), ("Iati-equivalent", "@iati-equivalent"),
    )),
    _sheet("Document Link", "document-link", DOCUMENT),
    _sheet("Contact Info", "contact-info", (
        ("Type", "@type"), *_text_columns("Organisation", "organisation"),
        *_text_columns("Department", "department"), *_text_columns("Person Name", "person-name"),
        *_text_columns("Job Title", "job-title"), ("Telephone", "telephone/text()"),
        ("Email", "email/text()"), ("Website", "website/text()"),
        *_text_columns("Mailing Address", "mailing-address"),
    )),
    _sheet("Location", "location", (
        ("Reference", "@ref"), ("Location Reach Code", "location-reach/@code"),
        ("Location-id Vocabulary", "location-id/@vocabulary"),
        ("Location-id Code", "location-id/@code"), *_text_columns("Name", "name"),
        *_text_columns("Description", "description"),
        *_text_columns("Activity Description", "activity-description"),
        ("Administrative Vocabulary", "administrative/@vocabulary"),
        ("Administrative Code", "administrative/@code"),
        ("Administrative Level", "administrative/@level"), ("Point Srs Name", "point/@srsName"),
        ("Point Pos Latitude", "point/pos[1]"), ("Point Pos Longitude", "point/pos[2]"),
        ("Exactness Code", "exactness/@code"), ("Location Class Code", "location-class/@code"),
        ("Feature Designation Code", "feature-designation/@code"),
    )),
    _sheet("Planned Disbursement", "planned-disbursement", (
        ("Type", "@type"), ("Period Start Iso_date", "period-start/@iso-date"),
        ("Period End Iso_date", "period-end/@iso-date"), ("Value value", "value/text()"),
        ("Value currency", "value/@currency"), ("Value date", "value/@value-date"),
        *_org("Provider Organisation", "provider-org",
              "Provider Organisation Provider-activity-id"),
        *_org("Receiver Organisation", "receiver-org",
              "Receiver Organisation Receiver-activity-id"),
    )),
    _sheet("Participating Org", "participating-org", (
        ("Role", "@role"), ("Reference", "@ref"), ("Type", "@type"),
        ("Activity-id", "@activity-id"), ("Crs-channel-code", "@crs-channel-code"), *TOLD,
    )),
    _sheet("Budget", "budget", (
        ("Status", "@status"), ("Type", "@type"),
        ("Period-start Iso Date", "period-start/@iso-date"),
        ("Period-end Iso Date", "period-end/@iso-date"), ("Value", "value/text()"),
        ("Value Currency", "value/@currency"), ("Value Value-date", "value/@value-date"),
    )),
    _sheet("Transaction", "transaction", (
        ("Reference", "@ref"), ("Humanitarian", "@humanitarian"),
        ("Transaction Type Code", "transaction-type/@code"),
        ("Transaction Date Date", "transaction-date/@iso-date"),
        ("Value Value", "value/text()"), ("Value Value Date", "value/@value-date"),
        ("Value Currency", "value/@currency"), *_text_columns("Description", "description"),
        *_org("Provider Organisation", "provider-org",
              "Provider Organisation Provider-activity-id"),
        *_org("Receiver Organisation", "receiver-org",
              "Receiver Organisation Receiver Activity Id", "Receiver-organisation Type"),
        ("Disbursement-channel Code", "disbursement-channel/@code"),
        ("Sector Vocabulary", "sector/@vocabulary"), ("Sector Code", "sector/@code"),
        ("Sector Vocabulary Uri", "sector/@vocabulary-uri"), *_text_columns("Sector", "sector"),
        ("Recipient-country Code", "recipient-country/@code"),
        *_text_columns("Recipient Country", "recipient-country"),
        ("Recipient Region Vocabulary", "recipient-region/@vocabulary"),
        ("Recipient Region Code", "recipient-region/@code"),
        ("Recipient Region Vocabulary URI", "recipient-region/@vocabulary-uri"),
        *_text_columns("Recipient Region", "recipient-region"),
        ("Flow Type Code", "flow-type/@code"),
        ("Finance Type Code", "finance-type/@code"),
        ("Aid Type Vocabulary", "aid-type/@vocabulary"), ("Aid Type Code", "aid-type/@code"),
        ("Tied Status Code", "tied-status/@code"),
    )),
)  # fmt: skip
RESULT = (
    _sheet("Result", "", (
        ("Type", "@type"), ("Aggregation Status", "@aggregation-status"),
        *_text_columns("Title", "title"), *_text_columns("Description", "description"),
        ("Reference Vocabulary", "reference/@vocabulary"), ("Reference Code", "reference/@code"),
        ("Reference Vocabulary Uri", "reference/@vocabulary-uri"),
    ), key="Result Identifier", single=True),
    _sheet("Result Document Link", "document-link", DOCUMENT, key="Result Identifier"),
)  # fmt: skip
INDICATOR = (
    _sheet("Indicator", "", (
        ("Measure", "@measure"), ("Ascending", "@ascending"),
        ("Aggregation Status", "@aggregation-status"), *_text_columns("Title", "title"),
        *_text_columns("Description", "description"),
        ("Reference Vocabulary", "reference/@vocabulary"), ("Reference Code", "reference/@code"),
        ("Reference Indicator Uri", "reference/@indicator-uri"),
    ), key="Indicator Identifier", single=True),
    _sheet("Indicator Document Link", "document-link", DOCUMENT, key="Indicator Identifier"),
)  # fmt: skip
BASELINE = (
    _sheet("Indicator Baseline", "", (("Year", "@year"), ("Date", "@iso-date"), *VALUED),
           key="Indicator Baseline Identifier", single=True),
    _sheet("Baseline Document Link", "document-link", DOCUMENT,
           key="Indicator Baseline Identifier"),
)  # fmt: skip
PERIOD = (
    _sheet("Period", "", (
        ("Period Start Iso Date", "period-start/@iso-date"),
        ("Period End Iso Date", "period-end/@iso-date"),
    ), key="Period Identifier", single=True),
)  # fmt: skip
TARGET = (
    _sheet("Target", "", VALUED, key="Target Identifier", single=True),
    _sheet("Target Document Link", "document-link", DOCUMENT, key="Target Identifier"),
)
ACTUAL = (
    _sheet("Actual", "", VALUED, key="Actual Identifier", single=True),
    _sheet("Actual Document Link", "document-link", DOCUMENT, key="Actual Identifier"),
)


@dataclass(frozen=True)
class Level:
    """A level of the results chain: its element, its mapper, its sheets, and its workbook."""

    element: str
    book: str
    mapper: str
    columns: tuple[str, str, str]
    sheets: tuple[Sheet, ...]
    above: str
    mark: str


LEVELS = (
    Level("result", "result", "Result_Mapper",
          ("Activity identifier", "Result Number", "Result Identifier"), RESULT,
          "iati-activity", ""),
    Level("indicator", "indicator", "Indicator_Mapper",
          ("Result Identifier", "Indicator Number", "Indicator Identifier"), INDICATOR,
          "result", ""),
    Level("baseline", "indicator", "Indicator_Baseline_Mapper",
          ("Indicator Identifier", "Baseline Number", "Indicator Baseline Identifier"), BASELINE,
          "indicator", "b-"),
    Level("period", "period", "Period_Mapper",
          ("Indicator Identifier", "Period Number", "Period Identifier"), PERIOD,
          "indicator", ""),
    Level("target", "period", "Target_Mapper",
          ("Period Identifier", "Target Number", "Target Identifier"), TARGET, "period", "t-"),
    Level("actual", "period", "Actual_Mapper",
          ("Period Identifier", "Actual Number", "Actual Identifier"), ACTUAL, "period", "a-"),
)  # fmt: skip
BOOKS = ("activity", "result", "indicator", "period")
