"""Results chain, support, capacity, and the progress report drawn from them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import Refusal
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.queries.registers import REGISTERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(blerim, project, organisations_known):
    """A project that ran in 2009: an outcome, an output, a figure, support and two scores."""

    def add(register, **values):
        return record_entry(blerim, REGISTERS[register], values)

    actions.change_programme_state(blerim, project.id, "start", started_on=date(2008, 2, 1))
    agency = organisations_known["Employment Agency"].id
    outcome = add("results-chain", programme=project.id, level="outcome", theme="irregular",
                  title="Less irregular migration")  # fmt: skip
    output = add("results-chain", programme=project.id, level="output", part_of=outcome.id,
                 title="Migrants are informed")  # fmt: skip
    informed = add("indicators", result=output.id, title="Migrants assisted", measure="unit")
    period = {"starts_on": "2009-01-01", "ends_on": "2009-12-31"}
    figure = add("figures", indicator=informed.id, target="20000", actual="15000",
                 qualifier="up_to", source="Final report", **period)  # fmt: skip
    add("people-reached", programme=project.id, people="15000", qualifier="up_to",
        source="Final report", **period)  # fmt: skip
    add("lessons", programme=project.id, text="Begin with the offices.", noted_on="2009-06-01")
    support = add("support", entity=agency, programme=project.id, kind="advice",
                  title="Advice on referral", given_on="2009-03-01", adopted="adopted",
                  adopted_on="2009-09-01", what_adopted="Rulebook 3/2009")  # fmt: skip
    for moment, score, day in (("before", 1, "2008-03-01"), ("after", 4, "2009-12-01")):
        add("capacity", entity=agency, programme=project.id, competence="direct_assistance",
            moment=moment, score=score, scored_on=day, scored_by="External evaluator",
            evidence="Visit to three offices")  # fmt: skip
    add("priorities", year="2010", title="Regular pathways")
    return {"outcome": outcome, "output": output, "figure": figure, "support": support}


def test_the_chain_goes_from_outcome_to_output_to_figure(project, told):
    chain = queries.programmes.chain_of(project)

    assert [(row["result"], row["depth"]) for row in chain] == [
        (told["outcome"], 0),
        (told["output"], 1),
    ]
    assert chain[1]["indicators"][0]["figures"] == [told["figure"]]


def test_the_year_is_drawn_from_the_records(arta, milan, project, told):
    progress = queries.reports.progress_of(arta, 2009)

    assert [(one.programme, one.people) for one in progress.work] == [(project, 15000)]
    assert progress.work[0].figures == [told["figure"]]
    assert progress.supports == [told["support"]]
    assert [one.title for one in progress.priorities] == ["Regular pathways"]
    assert queries.reports.progress_of(arta, 2007).work == []
    assert queries.reports.progress_of(milan, 2009).work == []


def test_capacity_says_before_after_and_the_steps_between(arta, milan, told):
    (line,) = queries.reports.capacity_of(arta)

    assert (line["before"].score, line["after"].score, line["steps"]) == (1, 4, 3)
    assert queries.reports.capacity_of(milan) == []


def test_a_qualifier_is_shown_where_the_figure_is(client, arta, project, told):
    client.force_login(arta)

    page = client.get(reverse("programmes:programme", args=[project.id])).content.decode()
    year = client.get(reverse("programmes:progress") + "?year=2009").content.decode()

    assert "up to 15" in page
    assert "up to 15" in year


def test_adopted_support_says_what_and_when(blerim, organisations_known):
    values = {
        "entity": organisations_known["Employment Agency"].id,
        "kind": "recommendation",
        "title": "Recommendation",
        "given_on": "2009-03-01",
        "adopted": "adopted",
    }

    with pytest.raises(Refusal) as refused:
        record_entry(blerim, REGISTERS["support"], values)

    assert refused.value.field == "adopted_on"


def test_the_year_is_sent_as_a_spreadsheet_and_every_register_opens(client, arta, told):
    client.force_login(arta)

    sheet = client.get(reverse("programmes:progress") + "?year=2009&export=xlsx")
    opened = {
        key: client.get(reverse("programmes:entries", args=[key])).status_code for key in REGISTERS
    }
    capacity = client.get(reverse("programmes:capacity_overview"))

    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")
    assert set(opened.values()) == {200}
    assert "External evaluator" in capacity.content.decode()


def test_every_form_of_a_register_opens_for_who_may_write(client, arta, blerim, told):
    addresses = [reverse("programmes:entry_new", args=[key]) for key in REGISTERS]

    client.force_login(blerim)
    opened = {client.get(one).status_code for one in addresses}
    client.force_login(arta)
    refused = {client.get(one).status_code for one in addresses}

    assert (opened, refused) == ({200}, {403})
