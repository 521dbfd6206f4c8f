"""Results chain, support, capacity, and the progress report drawn from them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import Refusal
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.programmes.rules.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(blerim, project, organisations_known):
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


def test_the_chain_goes_from_outcome_to_output_to_figure(project, history):
    chain = queries.programmes.chain_of(project)

    assert [(row["result"], row["depth"]) for row in chain] == [
        (history["outcome"], 0),
        (history["output"], 1),
    ]
    assert chain[1]["indicators"][0]["figures"] == [history["figure"]]


def test_people_that_nobody_counted_are_not_zero_people(
    client, arta, milan, blerim, project, history
):
    nothing = queries.reports.progress_of(arta, 2008)
    client.force_login(arta)

    page = client.get(reverse("programmes:progress") + "?year=2008").content.decode()

    assert [(one.programme, one.people) for one in nothing.work] == [(project, None)]
    assert nothing.people is None
    assert "<dd>–</dd>" in page
    assert queries.reports.progress_of(blerim, 2008).people is None
    assert queries.reports.progress_of(milan, 2008).work == []


def test_the_year_is_drawn_from_the_records(arta, milan, project, history):
    progress = queries.reports.progress_of(arta, 2009)

    assert [(one.programme, one.people) for one in progress.work] == [
        (project, People(15000, "up_to"))
    ]
    assert progress.work[0].figures == [history["figure"]]
    assert progress.supports == [history["support"]]
    assert [one.title for one in progress.priorities] == ["Regular pathways"]
    assert queries.reports.progress_of(arta, 2007).work == []
    assert queries.reports.progress_of(milan, 2009).work == []


def test_capacity_says_before_after_and_the_steps_between(arta, milan, history):
    (line,) = queries.reports.capacity_of(arta)

    assert (line["before"].score, line["after"].score, line["steps"]) == (1, 4, 3)
    assert queries.reports.capacity_of(milan) == []


def test_a_qualifier_is_shown_where_the_figure_is(client, arta, project, history):
    client.force_login(arta)

    page = client.get(reverse("programmes:programme", args=[project.id]))
    year = client.get(reverse("programmes:progress") + "?year=2009")

    assert page.context["people"] == "up to 15,000"
    assert year.context["people"] == "up to 15,000"
    assert "up to 15" in page.content.decode()
    assert [one["people"] for one in year.context["work"]] == ["up to 15,000"]


def test_a_qualifier_is_in_the_spreadsheet_and_the_api(client, arta, project, history):
    client.force_login(arta)

    sheet = client.get(reverse("programmes:progress") + "?year=2009&export=xlsx")
    year = client.get("/api/v1/programmes/progress/2009").json()
    totals = client.get(f"/api/v1/programmes/{project.id}/totals").json()

    book = load_workbook(io.BytesIO(b"".join(sheet)), read_only=True)
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert cells[cells.index(15000) + 1] == "Up to"
    assert [(one["people"], one["people_qualifier"]) for one in year] == [(15000, "up_to")]
    assert (totals["people"], totals["people_qualifier"]) == (15000, "up_to")


def test_the_target_of_a_figure_has_a_qualifier_of_its_own(client, arta, blerim, project, history):
    values = {"target": "1500", "target_qualifier": "about", "actual": "1400",
              "starts_on": "2009-01-01", "ends_on": "2009-06-30",
              "source": "Agreement"}  # fmt: skip
    record_entry(
        blerim, REGISTERS["figures"], {"indicator": history["figure"].indicator_id, **values}
    )
    client.force_login(arta)

    page = client.get(reverse("programmes:programme", args=[project.id])).content.decode()
    year = client.get(reverse("programmes:progress") + "?year=2009").content.decode()
    (told,) = client.get("/api/v1/programmes/progress/2009").json()

    assert "approximately 1,500" in page
    assert "approximately 1,500" in year
    assert {(one["target_qualifier"], one["qualifier"]) for one in told["figures"]} == {
        ("about", ""),
        ("", "up_to"),
    }


def test_a_driver_shows_its_work_with_the_outcome_before_and_since(
    client, arta, blerim, milan, project, history
):
    before = {"drivers": project.drivers}
    actions.edit_programme(blerim, project.id, before, {"drivers": ["no_jobs"]})
    measured = record_entry(
        blerim,
        REGISTERS["indicators"],
        {"result": history["outcome"].id, "title": "Unemployment, %", "measure": "percentage",
         "baseline": "25.5", "baseline_on": "2008-01-31"},
    )  # fmt: skip
    for year, actual in (("2008", "24"), ("2009", "21")):
        values = {"indicator": measured.id, "starts_on": f"{year}-01-01",
                  "ends_on": f"{year}-12-31", "actual": actual, "source": "Survey"}  # fmt: skip
        record_entry(blerim, REGISTERS["figures"], values)

    drivers = {one.code: one for one in queries.drivers.drivers_addressed(arta)}

    ((work, (line,)),) = drivers["no_jobs"].work
    assert (work, line.indicator, line.latest.actual) == (project, measured, 21)
    assert line.change == Decimal("-4.5")
    assert drivers["poverty"].work == []
    assert all(one.work == [] for one in queries.drivers.drivers_addressed(milan))
    client.force_login(arta)
    page = client.get(reverse("programmes:drivers"))
    (shown,) = page.context["drivers"]
    (cells,) = [[cell["text"] for cell in row["cells"]] for row in shown["rows"]]
    assert cells[:4] == ["Orderly migration", "Unemployment, %", "25.5", "21"]
    assert cells[4].lstrip("-−") == "4.5"
    assert "poverty" in {one.code for one in page.context["blank"]}


def test_a_publication_of_a_project_shows_where_its_findings_are_used(
    client, arta, blerim, milan, mission, project
):
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    study = record_entry(sanja, knowledge.LIBRARY, {
        "title": "Study", "kind": "study", "source": "IOM", "licence": "Free",
        "review_on": "2027-01-01"})  # fmt: skip
    finding = record_entry(sanja, knowledge.FINDINGS, {
        "statement": "Few know.", "document": study.id, "topic": "labour"})  # fmt: skip
    use = record_entry(sanja, knowledge.USES, {
        "finding": finding.id, "used_in": "policy", "title": "Roadmap",
        "used_on": "2026-01-01"})  # fmt: skip
    record_entry(blerim, REGISTERS["documents"], {
        "programme": project.id, "title": "Report", "kind": "research",
        "study": study.id})  # fmt: skip
    address = reverse("programmes:programme", args=[project.id])

    pages = {}
    for who in (arta, blerim, milan):
        client.force_login(who)
        pages[who] = client.get(address)

    opens = reverse("knowledge:entry", args=["finding-uses", use.id])
    assert [one["uses"] for one in pages[arta].context["documents"]] == [[use]]
    assert opens not in pages[arta].content.decode()
    assert opens in pages[blerim].content.decode()
    assert pages[milan].status_code == 404


def test_support_is_found_by_its_competence(client, arta, blerim, organisations_known):
    given = {"entity": organisations_known["Employment Agency"].id, "kind": "training",
             "given_on": "2009-03-01", "adopted": "adopted",
             "adopted_on": "2009-09-01"}  # fmt: skip
    for competence, title in (("protection", "Interviews"), ("data", "Registers")):
        values = {**given, "competence": competence, "title": title, "what_adopted": "Procedure"}
        record_entry(blerim, REGISTERS["support"], values)
    client.force_login(arta)

    page = client.get(reverse("programmes:entries", args=["support"]), {"competence": "protection"})

    listed = [row["first"] for row in page.context["rows"]]
    assert listed == ["Interviews"]
    assert "Protection-sensitive admission" in page.content.decode()


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


def test_the_year_is_sent_as_a_spreadsheet_and_every_register_opens(client, arta, history):
    client.force_login(arta)

    sheet = client.get(reverse("programmes:progress") + "?year=2009&export=xlsx")
    opened = {
        key: client.get(reverse("programmes:entries", args=[key])).status_code for key in REGISTERS
    }
    capacity = client.get(reverse("programmes:capacity_overview"))

    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")
    assert set(opened.values()) == {200}
    assert "External evaluator" in capacity.content.decode()


def test_every_form_of_a_register_opens_for_who_may_write(client, arta, blerim, history):
    addresses = [reverse("programmes:entry_new", args=[key]) for key in REGISTERS]

    client.force_login(blerim)
    opened = {client.get(one).status_code for one in addresses}
    client.force_login(arta)
    refused = {client.get(one).status_code for one in addresses}

    assert (opened, refused) == ({200}, {403})
