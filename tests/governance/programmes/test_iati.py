"""Projects as activities of IATI, and activities of a file as projects."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from lxml import etree

from tests.analysis.iati.test_checking import activity, file_of, sectors
from waystation.analysis.iati import check, rulesets_with, sets_of
from waystation.analysis.iati.writing import write
from waystation.foundation.access import actions as access
from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import now
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.models import Figure, Programme, Result
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.programmes.rules.iati import by_year

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": "2009-01-01", "ends_on": "2009-12-31"}


@pytest.fixture
def told(blerim, project, organisations_known):
    """The project with donors, a budget of two years, a payment and figures by sex."""

    def add(register, **values):
        return record_entry(blerim, REGISTERS[register], values)

    donors = [organisations_known[name].id for name in ("Germany", "Italy")]
    actions.set_donors(blerim, project.id, [(one, None) for one in donors])
    add("partners", programme=project.id, entity=organisations_known["ILO"].id,
        role="implementing")  # fmt: skip
    add("budget-lines", programme=project.id, label="All", amount="1400000",
        starts_on="2008-02-01", ends_on="2010-01-31")  # fmt: skip
    add("transactions", programme=project.id, kind="expenditure", day="2009-03-01", amount="0")
    result = add("results-chain", programme=project.id, level="output", title="Informed")
    one = add("indicators", result=result.id, title="Assisted", measure="unit", baseline="0",
              baseline_on="2007-12-31")  # fmt: skip
    add("figures", indicator=one.id, target="20000", actual="15000", qualifier="up_to",
        source="Final report", **YEAR)  # fmt: skip
    for part, actual in (("female", "0"), ("male", "15000")):
        add("figures", indicator=one.id, dimension="sex", part=part, actual=actual,
            source="Final report", **YEAR)  # fmt: skip
    actions.change_programme_state(blerim, project.id, "start", started_on=date(2008, 2, 1))
    actions.change_programme_state(blerim, project.id, "complete", ended_on=date(2010, 1, 31))
    return project


def exported(user, **more):
    body = io.BytesIO()
    write(body, queries.iati.activities_of(user, **more), now())
    return body.getvalue()


def findings_of(body):
    return check(io.BytesIO(body), rulesets_with(None), sets_of(now())).findings


def test_a_project_is_an_activity_without_findings(arta, told):
    body = exported(arta)
    root = etree.fromstring(body)

    assert findings_of(body) == []
    assert root.findtext("iati-activity/iati-identifier") == "XM-DAC-47066-WB.0801"
    assert root.find("iati-activity/activity-status").get("code") == "4"
    assert [one.findtext("narrative") for one in root.iter("participating-org")] == [
        "Germany",
        "Italy",
        "ILO",
    ]


def test_zero_is_exported_as_zero_and_every_dimension_with_its_qualifier(arta, told):
    root = etree.fromstring(exported(arta))

    actuals = {
        tuple(part.get("value") for part in one.findall("dimension")): one.get("value")
        for one in root.iter("actual")
    }
    assert root.findtext(".//transaction/value") == "0"
    assert actuals == {(): "15000", ("female",): "0", ("male",): "15000"}
    assert root.findtext(".//actual/comment/narrative") == "Up to"
    assert root.find(".//target").get("value") == "20000"
    assert root.find(".//target/comment") is None
    assert root.find(".//baseline").get("value") == "0"


def test_a_budget_of_two_years_is_cut_at_the_years_and_adds_up(arta, told):
    root = etree.fromstring(exported(arta))

    values = [Decimal(one.findtext("value")) for one in root.iter("budget")]
    assert len(values) == 3
    assert sum(values) == Decimal(1400000)


def test_the_parts_of_an_amount_go_by_days():
    # 2008 is a leap year: 1 Feb to 31 Dec are 335 of 731 days
    parts = by_year(Decimal(731), date(2008, 2, 1), date(2010, 1, 31))

    assert [part for _first, _last, part in parts] == [335, 365, 31]
    assert by_year(Decimal(5), date(2024, 3, 1), date(2025, 2, 28)) == [
        (date(2024, 3, 1), date(2025, 2, 28), Decimal(5))
    ]


def test_another_office_exports_nothing(milan, told):
    assert etree.fromstring(exported(milan)).findall("iati-activity") == []


def test_a_dry_run_changes_nothing_and_lists_what_is_wrong(blerim):
    body = file_of(activity("1"), activity("2", inside=sectors(60, 30)))

    found = actions.import_activities(blerim, body.encode())

    assert Programme.objects.count() == 0
    assert (found.would, found.recorded) == (2, [])
    assert [(one.severity, one.record) for one in found.report.findings] == [
        ("error", "XM-DAC-47066-2")
    ]


def test_the_good_activities_are_recorded_and_the_others_named(blerim):
    wrong = activity("2").replace("<title>", "<titel>").replace("</title>", "</titel>")
    body = file_of(activity("1"), wrong, activity("3"))

    found = actions.import_activities(blerim, body.encode(), write=True)

    assert sorted(Programme.objects.values_list("code", flat=True)) == ["1", "3"]
    assert [one.code for one in found.recorded] == ["1", "3"]
    assert found.report.findings[0].path == "/iati-activities/iati-activity[2]/titel"


def test_what_was_exported_is_taken_elsewhere_and_exported_the_same(mission, arta, told):
    body = exported(arta)
    other = access.open_organisation("elsewhere", "Other mission")
    office = access.open_office(other, "here", "Here", date(2020, 1, 1))
    from tests.matrix.conftest import with_roles

    manager = with_roles(other, office, ["programme_manager", "network_secretariat"])
    from waystation.registry.organisations import actions as organisations

    for name, kind in (("Germany", "donor"), ("Italy", "donor"), ("ILO", "un_system")):
        organisations.record_entity(manager, office.id, name=name, kind=kind)

    found = actions.import_activities(manager, body, write=True)
    again = exported(manager)

    def without_stamps(text):
        root = etree.fromstring(text)
        for one in root.iter():
            for name in ("generated-datetime", "last-updated-datetime"):
                one.attrib.pop(name, None)
        return etree.tostring(root)

    assert [one.sentence for one in found.report.findings] == []
    assert Result.objects.filter(programme=found.recorded[0]).count() == 1
    assert (
        Figure.objects.filter(
            indicator__result__programme=found.recorded[0], dimension="sex"
        ).count()
        == 2
    )
    first, second = (etree.fromstring(without_stamps(one)) for one in (body, again))
    for name in ("title", "activity-status", "activity-date", "budget", "transaction", "sector"):
        assert [etree.tostring(one) for one in first.iter(name)] == [
            etree.tostring(one) for one in second.iter(name)
        ], name


def test_what_is_there_already_is_not_changed(blerim, told):
    body = exported(blerim)

    found = actions.import_activities(blerim, body, write=True)

    assert found.recorded == []
    assert [one.rule for one in found.report.findings] == ["W.50"]


def test_who_may_look_may_not_import(arta, milan):
    for user in (arta, milan):
        with pytest.raises(NotAllowed):
            actions.import_activities(user, b"")


def test_the_page_shows_the_findings_of_a_dry_run(client, blerim, arta):
    address = reverse("programmes:iati_import")
    body = file_of(activity("1", inside=sectors(60, 30))).encode()
    client.force_login(blerim)

    page = client.post(address, {"file": SimpleUploadedFile("a.xml", body)})
    broken = client.post(address, {"file": SimpleUploadedFile("a.xml", b"nothing")})
    none = client.post(address, {})
    client.force_login(arta)
    refused = client.get(address)

    assert "/iati-activities/iati-activity[1]/sector[1]/@percentage" in page.content.decode()
    assert "Nothing was changed." in page.content.decode()
    assert (page.status_code, broken.status_code, none.status_code) == (200, 422, 422)
    assert refused.status_code == 403
    assert Programme.objects.count() == 0


def test_the_workbooks_of_a_project_are_taken_as_the_xml_is(client, arta, blerim, told):
    client.force_login(arta)
    file = client.get(reverse("programmes:iati") + "?format=xlsx").content
    Programme.objects.filter(id=told.id).update(code="OTHER")

    found = actions.import_activities(blerim, file, write=True)

    assert [one.sentence for one in found.report.findings] == []
    assert [one.code for one in found.recorded] == ["WB.0801"]
    assert (
        Figure.objects.filter(
            indicator__result__programme=found.recorded[0], dimension="sex"
        ).count()
        == 2
    )


def test_a_finding_in_a_workbook_names_its_cell(blerim):
    from tests.analysis.iati.test_workbooks import book

    content = book(
        Title=[["Activity Identifier", "Narrative", "Language"], ["A.1", "One", "en"]],
        Sector=[["Activity Identifier", "Vocabulary", "Code", "Vocabulary-uri", "Percentage",
                 "Narrative", "Language"], ["A.1", "1", "15190", "", "60"],
                ["", "1", "16010", "", "30"]],
    )  # fmt: skip

    found = actions.import_activities(blerim, content, write=True)

    cells = {one.path.split()[0] for one in found.report.findings}
    assert "Sector!E2" in cells
    assert found.recorded == []


def test_the_command_prints_json_and_fails_on_what_is_critical(tmp_path, capsys):
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(file_of(activity("1", inside=sectors(60, 30))))
    bad.write_text("nothing")

    call_command("iati", str(good))
    said = json.loads(capsys.readouterr().out)
    with pytest.raises(SystemExit):
        call_command("iati", str(bad))

    assert said["summary"] == {"critical": 0, "error": 1, "warning": 0}


def test_the_api_checks_imports_and_exports(client, blerim):
    secret = access.issue_token(blerim, "test", ["programme.read", "programme.record"], 1)
    headers = {"authorization": f"Bearer {secret}"}
    body = file_of(activity("1", inside=sectors(60, 40)))

    def send(path):
        return client.generic(
            "POST", f"/api/v1/programmes{path}", body, "application/xml", headers=headers
        ).json()

    checked, dry, written = send("/iati/check"), send("/iati/import"), send("/iati/import?write=1")
    text = client.get("/api/v1/programmes/iati", headers=headers).content

    assert checked["valid"]
    assert (dry["would_record"], dry["recorded"]) == (1, [])
    assert len(written["recorded"]) == 1
    assert etree.fromstring(text).findtext("iati-activity/iati-identifier") == "XM-DAC-47066-1"


def test_the_qualifier_of_a_target_goes_out_and_comes_back(arta, blerim, told):
    indicator = Figure.objects.filter(part="").get().indicator
    values = {"target": "1500", "target_qualifier": "about", "text": "Half are women.",
              "starts_on": "2008-02-01", "ends_on": "2008-12-31"}  # fmt: skip
    record_entry(blerim, REGISTERS["figures"], {"indicator": indicator.id, **values})
    body = exported(arta)
    comments = [one.findtext("comment/narrative") for one in etree.fromstring(body).iter("target")]

    actions.import_activities(blerim, body.replace(b"WB.0801", b"WB.0802"), write=True)

    assert "Approximately; Half are women." in comments
    again = Figure.objects.exclude(indicator=indicator).get(target=1500)
    assert (again.target_qualifier, again.text) == ("about", "Half are women.")
