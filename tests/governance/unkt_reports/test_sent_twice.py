"""A form of the Network that is sent twice acts once."""

from datetime import date

from django.urls import reverse

from waystation.governance.unkt_reports import actions
from waystation.governance.unkt_reports.models import UnktReport

TOKEN = {"csrfmiddlewaretoken": "the token of one page"}


def test_a_section_that_is_sent_twice_is_added_once(client, network):
    network.clock.set(date(2026, 4, 2))
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    client.force_login(network.sanja)
    sent = TOKEN | {"heading": "Lessons sent twice", "text": "We learnt to wait."}
    page = reverse("unkt_reports:report_add_section", args=[report.id])

    answers = [client.post(page, sent) for _time in range(2)]

    headings = report.report.blocks.filter(kind="heading")
    assert [one.status_code for one in answers] == [302, 302]
    assert [one.content["text"] for one in headings] == ["Lessons sent twice"]


def test_a_question_of_unkt_that_is_sent_twice_is_one(client, network):
    network.clock.set(date(2026, 4, 2))
    client.force_login(network.sanja)
    sent = TOKEN | {"asked_by": "UNKT", "question": "What of visas?", "due_on": "2026-05-01"}

    answers = [client.post(reverse("unkt_reports:report_demand"), sent) for _time in range(2)]

    assert answers[0].url == answers[1].url
    assert UnktReport.objects.filter(question="What of visas?").count() == 1
