"""How this house reads what the Terms of Reference leave open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from waystation.governance.network.models import HouseRule, Network
from waystation.governance.network.rules import house as rules


@dataclass(frozen=True)
class HouseRules:
    """The house's settings as they hold now."""

    values: dict[str, str]

    def text(self, key: str) -> str:
        """Return a setting that is one of several words."""
        return self.values[key]

    def number(self, key: str) -> int:
        """Return a setting that is a number."""
        return int(self.values[key])


KNOWN = "_house_rules"


def house_rules(network: Network) -> HouseRules:
    """Return every setting of the house: its own decision, else our default."""
    known: HouseRules | None = network.__dict__.get(KNOWN)
    if known is not None:
        return known
    values = {key: one.default for key, one in rules.SETTINGS.items()}
    rows = HouseRule.objects.filter(office_id=network.office_id).order_by("key", "number")
    values |= {key: value for key, value in rows.values_list("key", "value") if key in values}
    return HouseRules(values)


@contextmanager
def house_rules_read_once(network: Network) -> Iterator[None]:
    """Keep the settings at hand while a page asks for them many times."""
    network.__dict__[KNOWN] = house_rules(network)
    try:
        yield
    finally:
        network.__dict__.pop(KNOWN, None)


def decisions_on(network: Network) -> list[dict[str, Any]]:
    """Return what was ever set, the latest first."""
    rows = HouseRule.objects.filter(office_id=network.office_id).order_by("-created_at", "-id")
    fields = ("key", "number", "value", "reason", "created_at", "created_by__full_name")
    return [dict(row) for row in rows.values(*fields)]
