"""This organisation's interpretation of what the Terms of Reference leave open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.shared.read_once import once
from waystation.governance.network.models import Network, WorkingRule
from waystation.governance.network.rules import clocks
from waystation.governance.network.rules import readings as rules
from waystation.registry.reference import queries as reference


@dataclass(frozen=True)
class WorkingRules:
    """The organisation's settings as they hold now."""

    values: dict[str, str]

    def text(self, key: str) -> str:
        """Return a setting that is one of several words."""
        return self.values[key]

    def number(self, key: str) -> int:
        """Return a setting that is a number."""
        return int(self.values[key])


@once
@access.under_stamps("network")
def working_rules(network: Network) -> WorkingRules:
    """Return every setting of the organisation: its own decision, else our default."""
    values = {key: one.default for key, one in rules.SETTINGS.items()}
    rows = WorkingRule.objects.filter(office_id=network.office_id).order_by("key", "number")
    values |= {key: value for key, value in rows.values_list("key", "value") if key in values}
    return WorkingRules(values)


HOLIDAYS = "public_holiday"


@once
def days_off() -> frozenset[date]:
    """Return the days on which the office is closed, by the list of public holidays."""
    return clocks.days_off(date.fromisoformat(code) for code in reference.codes(HOLIDAYS))


def holidays_known(year: int) -> bool:
    """Return whether the list holds the public holidays of a year."""
    return any(code.startswith(f"{year}-") for code in reference.codes(HOLIDAYS))


def decisions_on(network: Network) -> list[dict[str, Any]]:
    """Return all decisions on open points, newest first."""
    rows = WorkingRule.objects.filter(office_id=network.office_id).order_by("-created_at", "-id")
    fields = ("key", "number", "value", "reason", "created_at", "created_by__full_name")
    return [dict(row) for row in rows.values(*fields)]
