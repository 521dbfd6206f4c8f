"""Registers of one to five rows, drawn at random, are read by the names of the documentation.

With so few rows the cells say little of what a column holds.
"""

import random

import pytest

from waystation.analysis import claims

SUBJECTS = (
    ("Visits to the centres", "visits", 200, 9000), ("Persons counselled", "persons", 20, 15000),
    ("Share of women among persons counselled", "%", 20, 80),
    ("Unemployment rate", "% of labour force", 5, 40),
    ("Remittances received", "million EUR", 300, 1800),
    ("Average reintegration grant", "EUR per household per month", 90, 900),
    ("Average duration of the asylum procedure", "days", 10, 200),
    ("Net migration rate", "per 1,000 inhabitants", 1, 20), ("Rank in Europe", "rank", 2, 40),
    ("Houses reconstructed", "houses", 5, 600), ("Applicants for each place", "times", 2, 9),
)  # fmt: skip
SOURCES = ("IOM", "World Bank", "Eurostat", "Ministry of Internal Affairs", "Employment Agency")
MORE = {
    "qualifier": ("count", "about", "over", "up to"),
    "place": ("Kosovo", "Albania", "Prizren"),
    "vintage": ("2025-03", "2025-09-14"),
}
FIELDS = (
    "key", "subject", "label", "value", "kind", "unit_name", "denominator", "bearer", "qualifier",
    "period", "place", "source", "vintage",
)  # fmt: skip


def rows_of(draw):
    """Return one to five rows with ids of some kind, and perhaps further columns."""
    number = draw.randint(1, 5)
    keys = draw.choice(
        [
            [f"F{one:02d}" for one in range(number)],
            [f"fact:{draw.getrandbits(64):x}" for _one in range(number)],
            [str(2019 + one) for one in range(number)],
            list("abcde"[:number]),
        ]
    )
    more = draw.sample(sorted(MORE), draw.randint(0, 3))
    rows = []
    for key in keys:
        subject, unit, low, high = draw.choice(SUBJECTS)
        row = {"id": key, "subject": subject, "value": draw.randint(low, high), "unit": unit,
               "year": draw.randint(2019, 2024), "source": draw.choice(SOURCES)}  # fmt: skip
        rows.append(row | {one: draw.choice(MORE[one]) for one in more})
    return rows


def told(facts):
    return [{name: getattr(one, name) for name in FIELDS} for one in facts]


@pytest.mark.parametrize("turn", range(12))
def test_what_is_guessed_of_a_small_register_is_what_its_columns_are_called(turn):
    draw = random.Random(turn)
    registers = [rows_of(draw) for _one in range(20)]

    guessed = [told(claims.facts_of(rows)) for rows in registers]

    assert guessed == [told(claims.facts_of(rows, named=True)) for rows in registers]
