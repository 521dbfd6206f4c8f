"""Dated facts: quoted with unit, day and source; never changed; side by side."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse

from waystation.foundation.shared.errors import Refusal
from waystation.governance.knowledge import actions, queries
from waystation.governance.knowledge.models import DatedFact
from waystation.governance.knowledge.presenting.tokens import format_fact_with_unit

pytestmark = pytest.mark.django_db
FACT = {
    "series": "remittances_gdp",
    "label": "Remittances",
    "value": Decimal("18.6"),
    "unit": "percent of GDP",
    "qualifier": "exact",
    "as_of": "2021",
    "source": "World Bank",
}


def add(user, **values):
    return actions.record_entry(user, queries.FACTS, {**FACT, **values})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"source": ""}, "source"),
        ({"value": None}, "value"),
        ({"as_of": ""}, "as_of"),
        ({"as_of_on": date(2199, 1, 1)}, "as_of_on"),
        ({"as_of_from": date(2026, 1, 1)}, "as_of_from"),
        ({"as_of_from": date(2026, 1, 2), "as_of_on": date(2026, 1, 1)}, "as_of_from"),
    ],
)
def test_a_number_that_cannot_be_quoted_is_refused(values, field, sanja):
    """O-46: source and date."""
    with pytest.raises(Refusal) as refused:
        add(sanja, **values)

    assert refused.value.field == field


def test_contradictory_numbers_stand_side_by_side(client, sanja):
    """O-46."""
    bank = add(sanja)
    add(sanja, value=Decimal(15), qualifier="over", source="Terms of Reference", as_of="undated")

    beside = queries.facts_of_same_series(sanja, bank.id)

    assert [str(one["value"].normalize()) for one in beside] == ["15", "18.6"]
    client.force_login(sanja)
    page = client.get(reverse("knowledge:entry", args=["facts", bank.id])).content.decode()
    assert "over 15" in page
    assert "exactly 18.6" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "18.6% of GDP · World Bank"),
        ({"value": 500, "unit": "people", "qualifier": "count"}, "500 people · World Bank"),
        ({"value": 15000, "unit": "people", "qualifier": "up_to"}, "up to 15,000 people · World"),
        ({"value": 1400, "unit": "EUR million", "qualifier": "about"}, "about EUR 1,400 million"),
    ],
)
def test_the_search_says_a_fact_as_a_text_would(client, sanja, values, said):
    add(sanja, **values)
    client.force_login(sanja)

    page = client.get(reverse("ui:search"), {"q": "Remittances"}).content.decode()

    assert said in page


def test_a_newer_value_begins_with_the_names_of_the_series_whatever_signs_they_hold(client, sanja):
    fact = add(sanja, label="Research & development", unit="% of GDP")
    client.force_login(sanja)
    page = client.get(reverse("knowledge:entry", args=["facts", fact.id])).content.decode()
    address = re.search(r'href="([^"]+)"[^>]*>\s*Add a newer value', page)[1]

    form = client.get(html.unescape(address)).content.decode()

    assert 'value="Research &amp; development"' in form
    assert 'value="% of GDP"' in form


def test_a_fact_is_never_changed_but_a_newer_one_stands_beside_it(sanja):
    fact = add(sanja)

    with pytest.raises(Refusal, match="never changed"):
        actions.change_entry(sanja, queries.FACTS, fact.id, {"value": Decimal(20)}, {})
    for sentence in ("UPDATE knowledge_datedfact SET value = 1", "DELETE FROM knowledge_datedfact"):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sentence)

    assert DatedFact.objects.get().value == Decimal("18.6")


def test_the_facts_that_come_with_the_programme_are_loaded_once(mission, sanja):
    first = actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)
    again = actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)

    rows = queries.entries_of_register(sanja, queries.FACTS)
    assert (first, again) == (len(rows), 0)
    shares = sorted(float(one["value"]) for one in rows if one["series"] == "remittances_gdp")
    assert shares == [15, 18.1, 18.6, 19]


def test_what_we_ship_says_what_was_published(data, mission, sanja):
    """Each shipped fact has the value and qualifier of the compiled reference list."""
    import csv

    path = data / "reference" / "seed_dated_facts.csv"
    known = {
        (one["key"], Decimal(one["value"])) for one in csv.DictReader(path.read_text().splitlines())
    }

    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)

    ours = {(one.series, one.value.normalize()) for one in DatedFact.objects.all()}
    assert ours <= {(key, value.normalize()) for key, value in known}


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "text"),
    [
        ("15", "per cent", "over", "over 15%"),
        ("18.6", "percent of GDP", "", "18.6% of GDP"),
        ("40", "% of households", "about", "about 40% of households"),
        ("12", "per 1,000 births", "", "12 per 1,000 births"),
        ("20000", "people", "estimate", "an estimated 20,000 people"),
        ("3", "EUR million", "", "EUR 3 million"),
        ("1951", "year", "", "1951"),
    ],
)
def test_a_fact_is_written_with_its_unit(value, unit, qualifier, text):
    assert format_fact_with_unit(Decimal(value), unit, qualifier) == text


def test_a_fact_sent_empty_names_everything_that_is_missing(client, sanja):
    client.force_login(sanja)

    answer = client.post(reverse("knowledge:entry_new", args=["facts"]), {})

    assert answer.status_code == 422
    assert {"label", "value", "unit", "as_of", "source"} <= set(answer.context["form"].errors)
