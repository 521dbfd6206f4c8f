"""Everything that is kept about a person, handed out to the person: page, PDF, JSON."""

from __future__ import annotations

import json

import pytest

from waystation.foundation.audit.models import Entry
from waystation.foundation.documents import pdf
from waystation.registry.people import actions
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
