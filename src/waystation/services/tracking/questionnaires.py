"""Questionnaires shipped with the program, for new studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries as collection

HERE = Path(__file__).parent
DAYS = 60


@dataclass(frozen=True)
class Questionnaire:
    """A form of ours: its key, its name in English, and the workbook that is published."""

    key: str
    name: str
    workbook: Callable[[], bytes]

    @property
    def file_name(self) -> str:
        return f"{self.key.replace('_', '-')}.xlsx"


@cache
def use_of_remittances() -> bytes:
    """Return the questions to households about money sent from abroad, and its main use."""
    return collection.shipped_form(
        "Use of remittances", "use_of_remittances", "2026-11",
        HERE / "remittance_survey.csv", list(_remittance_choices()),
    )  # fmt: skip


def _remittance_choices() -> Iterator[list[str]]:
    for name in ("municipality", "country"):
        yield from collection.choices_of_list(name, name)
    yield from collection.choices_in_file(HERE / "remittance_choices.csv")


QUESTIONNAIRES = {
    one.key: one
    for one in (Questionnaire("use_of_remittances", N_("Use of remittances"), use_of_remittances),)
}


def first_days(today: date) -> dict[str, date]:
    """Return the default dates of the first round of such a study."""
    return {"starts_on": today, "ends_on": today + timedelta(days=DAYS)}
