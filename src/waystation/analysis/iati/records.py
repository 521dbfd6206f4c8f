"""An activity of IATI 2.03 as values, for export and import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class NotANumber(ValueError):
    """A value that has to be a number and is none: "N/A" is left out, 0 is a number."""


@dataclass(frozen=True)
class Org:
    """An organisation: its reference, its type, and its role where it takes part."""

    name: str = ""
    ref: str = ""
    type: str = ""
    role: str = ""


@dataclass(frozen=True)
class Share:
    """A code of a vocabulary with its share in per cent: a sector, a country, a region."""

    code: str
    percentage: Decimal | None = None
    vocabulary: str = ""
    name: str = ""


@dataclass(frozen=True)
class Tag:
    """A tag: an SDG target (vocabulary 3), a goal of our own (99, with the address of the list)."""

    code: str
    vocabulary: str
    uri: str = ""
    name: str = ""


@dataclass(frozen=True)
class Budget:
    """A budget of a year at most."""

    start: date
    end: date
    value: Decimal
    currency: str
    value_date: date
    type: str = "1"
    status: str = "2"


@dataclass(frozen=True)
class Payment:
    """A transaction."""

    type: str
    day: date
    value: Decimal
    currency: str
    value_date: date
    description: str = ""
    provider: Org | None = None
    receiver: Org | None = None


@dataclass(frozen=True)
class Value:
    """A target or an actual figure, for all or for one part of a dimension."""

    value: Decimal | None
    dimensions: tuple[tuple[str, str], ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Period:
    """What an indicator should reach and has reached between two days."""

    start: date
    end: date
    targets: tuple[Value, ...] = ()
    actuals: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """Where an indicator started."""

    year: int
    value: Decimal | None
    day: date | None = None
    comment: str = ""


@dataclass(frozen=True)
class Indicator:
    """An indicator; ``measure`` 1 unit, 2 percentage, 5 in words."""

    title: str
    measure: str = "1"
    ascending: bool = True
    baselines: tuple[Baseline, ...] = ()
    periods: tuple[Period, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Result:
    """A result; ``type`` 1 output, 2 outcome, 3 impact, 9 other."""

    title: str
    type: str
    indicators: tuple[Indicator, ...] = ()
    description: str = ""
    aggregation: bool | None = None


@dataclass(frozen=True)
class Document:
    """A document for the public."""

    url: str
    title: str
    category: str = "B02"
    format: str = "text/html"
    language: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Activity:
    """An activity as it is published."""

    identifier: str
    title: str
    reporting: Org
    description: str = ""
    language: str = "en"
    currency: str = "EUR"
    status: str = "2"
    scope: str = ""
    humanitarian: bool = False
    dates: tuple[tuple[str, date], ...] = ()
    partners: tuple[Org, ...] = ()
    countries: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    places: tuple[str, ...] = ()
    sectors: tuple[Share, ...] = ()
    tags: tuple[Tag, ...] = ()
    budgets: tuple[Budget, ...] = ()
    payments: tuple[Payment, ...] = ()
    documents: tuple[Document, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    """(type, identifier): 1 parent, 2 child."""
    results: tuple[Result, ...] = ()
