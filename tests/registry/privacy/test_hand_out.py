"""Everything that is kept about a person, handed out to the person: page, PDF, JSON."""

from __future__ import annotations

import json

import pytest
from django.utils.formats import date_format

from waystation.foundation.audit.models import Entry
from waystation.foundation.documents import pdf
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions as centres


@pytest.fixture
def vera(mission):
    return mission.hire("Vera Krasniqi", mission.prishtine, "data_protection_officer")


@pytest.fixture
def besim(mission, arta):
    person = actions.record_person(
        arta, mission.prishtine, given="Besim", family="Škrijelj", birth_year=1990, sex="male"
    )
    answers = {"mode": "walk_in", "visitor_type": "returnee", "reason": "work_home"}
    centres.record_visit(
        arta, mission.prishtine.id, person_id=person.id, advice="Bring #the [diploma]", **answers
    )
    centres.record_profile(
        arta, mission.prishtine.id, person_id=person.id, skills="Welds", intention="declined"
    )
    return person


@pytest.fixture
def printed(monkeypatch):
    """What goes into the PDF, as the template gets it; the PDF is made all the same."""
    reports, render = [], pdf.render

    def keep(report):
        reports.append(json.dumps(pdf.as_data(report), ensure_ascii=False))
        return render(report)

    monkeypatch.setattr(pdf, "render", keep)
    return reports


def test_the_pdf_says_what_the_page_says(client, vera, besim, printed):
    client.force_login(vera)

    page = client.get(f"/people/{besim.id}/export").content.decode()
    answer = client.get(f"/people/{besim.id}/export?as=pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"pdfuaid" in answer.content
    assert besim.number in answer["Content-Disposition"]
    for said in ("Besim Škrijelj", "Bring #the [diploma]", "Welds", "Did not want to say"):
        assert said in page
        assert said in printed[0]
    assert "Security Council resolution 1244" in printed[0]


def test_each_handing_out_is_written_down(client, vera, besim):
    client.force_login(vera)

    for kind in ("", "?as=pdf", "?as=json"):
        client.get(f"/people/{besim.id}/export{kind}")

    assert Entry.objects.filter(verb="person.export.read", user_id=vera.id).count() == 3


@pytest.mark.parametrize(("name", "status"), [("arta", 403), ("blerim", 403), ("milan", 404)])
def test_nobody_else_gets_the_pdf(client, mission, besim, name, status):
    client.force_login(getattr(mission, name))

    assert client.get(f"/people/{besim.id}/export?as=pdf").status_code == status


def test_a_consent_and_the_day_are_written_for_the_person_and_not_for_a_program(
    client, arta, vera, besim, printed
):
    privacy.record_consent(
        arta, besim.id, purpose="employment", recipient="NARIC", fields=["name"], language="en",
        text_number=1, how="spoken",
    )  # fmt: skip
    client.force_login(vera)
    today = today_in()

    page = client.get(f"/people/{besim.id}/export").content.decode()
    client.get(f"/people/{besim.id}/export?as=pdf")

    for said in (page, printed[0]):
        assert "Finding work · NARIC" in said
        assert "Given · " in said
        assert "employment ·" not in said
    assert today.isoformat() not in page
    assert date_format(today, "SHORT_DATE_FORMAT") in page
