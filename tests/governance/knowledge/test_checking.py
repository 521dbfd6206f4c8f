"""Checking a text: by page, by API, by command; the office's register; drafts and errata."""

import io
import json
import time
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Word

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.knowledge import actions, queries
from waystation.governance.knowledge.actions import shipped
from waystation.governance.knowledge.models import Mention
from waystation.governance.reports import actions as reports

pytestmark = pytest.mark.django_db
TEXT = "In 2021 remittances amounted to 18.6 % of GDP. Some 450 trams were sold."
FACTS = [
    {"id": "a", "subject": "Remittances", "value": 18.0, "unit": "% of GDP", "year": 2021,
     "source": "World Bank"},
    {"id": "b", "subject": "Remittances", "value": 18.6, "unit": "% of GDP", "year": 2020,
     "source": "World Bank"},
]  # fmt: skip
OLD = b"series,geo,year,value,source,vintage\nremittances_gdp,XKX,2021,18.6,Bank,2023-01-01\n"
NEW = b"series,geo,year,value,source,vintage\nremittances_gdp,XKX,2021,18.0,Bank,2025-01-01\n"


def word_file(*paragraphs):
    document = Word()
    for one in paragraphs:
        document.add_paragraph(one)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_the_page_marks_each_figure_of_a_pasted_text(client, sanja):
    actions.load_series(sanja, OLD, date(2023, 1, 1))
    client.force_login(sanja)

    page = client.post(reverse("knowledge:check"), {"text": TEXT, "language": "en"})

    said = page.content.decode()
    assert page.status_code == 200
    assert 'id="figure-1"' in said
    assert 'id="figure-2"' in said
    assert "Supported" in said
    assert "No fact" in said


BANK = (
    b"factbook_commit_date,year,remittances_pct_gdp\n2023-04-03,2020,18.61\n"
    b"2023-04-03,2021,17.95\n2025-08-07,2021,18.0\n2025-08-07,2022,17.2\n"
)


def test_the_share_of_2021_is_that_of_2020_and_what_somebody_quotes_is_no_second_source(
    client, mission, sanja, milan
):
    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)
    shipped.load_shipped(mission.organisation.id, mission.prishtine.id)
    text = "In 2021 remittances amounted to 18.6 % of GDP. In 2021 remittances were 18.0 % of GDP."
    before = queries.checked_text(sanja, text, "en")

    actions.load_series(sanja, BANK, date(2025, 8, 7))
    client.force_login(sanja)
    page = client.post(reverse("knowledge:check"), {"text": text, "language": "en"})
    after = queries.checked_text(sanja, text, "en")

    assert [one["verdict"] for one in before.rows] == ["supported", "no_fact"]
    assert [one["verdict"] for one in after.rows] == ["other_year", "supported"]
    assert (after.rows[0]["value"], after.rows[0]["year"]) == ("18.61", "2020")
    said = page.content.decode()
    assert "IOM Kosovo quotes World Bank: 18.6 (2021). World Bank says 18 (2021)." in said
    assert queries.register_visible_to(milan) == []


@pytest.mark.parametrize(
    ("published", "known"),
    [
        (BANK, "World Bank says 17.2 (2022)."),
        (BANK.rsplit(b"2025-08-07,2022", 1)[0], "The series of World Bank has no value for that"),
    ],
)
def test_a_figure_that_only_a_quotation_has_names_who_quotes_whom_and_what_is_published(
    published, known, client, mission, sanja
):
    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)
    shipped.load_shipped(mission.organisation.id, mission.prishtine.id)
    actions.load_series(sanja, published, date(2025, 8, 7))
    text = "In 2022 remittances amounted to 18.1 % of GDP. Some 450 trams were sold."
    client.force_login(sanja)

    page = client.post(reverse("knowledge:check"), {"text": text, "language": "en"})
    said = page.content.decode()
    sent = {"text": text, "language": "en"}
    answer = client.post(reverse("api:check_text"), sent, content_type="application/json")

    assert [one["verdict"] for one in queries.checked_text(sanja, text, "en").rows] == [
        "quoted", "no_fact",
    ]  # fmt: skip
    assert "Only a quotation: 1" in said
    assert "IOM Kosovo quotes World Bank: 18.1 (2022)." in said
    assert known in said
    first, second = answer.json()["figures"]
    assert first["quotation"]["fact"]["source"] == "World Bank, quoted by IOM Kosovo"
    assert second["quotation"] is None


def test_the_value_of_a_fact_is_shown_with_the_qualifier_of_its_source(mission, sanja):
    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)
    text = "There are 20,000 displaced people who await a durable solution."

    row = queries.checked_text(sanja, text, "en").rows[0]

    assert (row["verdict"], row["value"]) == ("precision_lost", "an estimated 20,000")


def test_the_page_reads_a_word_file_and_a_register_of_ones_own(client, sanja):
    client.force_login(sanja)
    sent = {
        "file": SimpleUploadedFile("draft.docx", word_file(TEXT)),
        "facts": SimpleUploadedFile("facts.json", json.dumps(FACTS).encode()),
    }

    page = client.post(reverse("knowledge:check"), sent)

    assert page.status_code == 200
    assert "Other year" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " "}, "Paste a text"),
        ({"text": "5 people", "facts": SimpleUploadedFile("f.csv", b"a,b\n1,2\n")}, "no facts"),
        ({"file": SimpleUploadedFile("f.docx", b"PK\x03\x04 no package")}, "damaged"),
        ({"file": SimpleUploadedFile("f.bin", b"\x00\x01")}, "Word file"),
    ],
)
def test_what_cannot_be_checked_is_refused_beside_its_field(sent, said, client, sanja):
    client.force_login(sanja)

    page = client.post(reverse("knowledge:check"), sent)

    assert page.status_code == 422
    assert said in page.content.decode()


def test_an_empty_file_is_refused_beside_its_field(client, sanja):
    client.force_login(sanja)
    empty = SimpleUploadedFile("text.docx", b"")

    answer = client.post(reverse("knowledge:check"), {"file": empty, "language": "en"})

    assert answer.status_code == 422
    assert 'id="id_file-error"' in answer.content.decode()


def test_only_who_reads_knowledge_or_reports_checks_a_text(sanja, blerim, milan, mission):
    nobody = mission.hire("Endrit Gashi", mission.prishtine, "tracking_enumerator")

    assert queries.checked_text(sanja, TEXT).figures
    assert queries.checked_text(blerim, TEXT).figures
    assert queries.checked_text(milan, TEXT).facts == 0
    with pytest.raises(NotAllowed):
        queries.checked_text(nobody, TEXT)


def test_the_register_holds_only_what_the_reader_sees(sanja, milan, mission):
    """Milan reads reports of another office; facts of ours are not there for him."""
    actions.load_series(sanja, OLD, date(2023, 1, 1), office=mission.prishtine.id)
    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)

    assert len(queries.register_visible_to(sanja)) > 15
    assert queries.register_visible_to(milan) == []


def test_the_api_answers_span_value_unit_qualifier_verdict_and_fact(client, sanja):
    client.force_login(sanja)
    body = {"text": TEXT, "language": "en", "facts": FACTS}

    answer = client.post(reverse("api:check_text"), body, content_type="application/json")

    first = answer.json()["figures"][0]
    assert TEXT[slice(*first["span"])] == "18.6 %"
    assert (first["value"], first["unit"], first["qualifier"]) == (18.6, "percent of GDP", "")
    assert first["verdict"] == "other_year"
    assert first["fact"]["id"] == "b"


def test_the_command_checks_a_word_file_against_a_csv(tmp_path):
    text, facts = tmp_path / "draft.docx", tmp_path / "facts.csv"
    text.write_bytes(word_file(TEXT))
    facts.write_text(
        "subject,value,unit,year,source\nRemittances,18.0,% of GDP,2021,World Bank\n"
        "Remittances,18.6,% of GDP,2020,World Bank\n"
    )
    out = io.StringIO()

    call_command("check_text", str(text), "--facts", str(facts), "--language", "en", stdout=out)

    answer = json.loads(out.getvalue())
    assert [one["verdict"] for one in answer] == ["other_year", "no_fact"]
    assert answer[0]["fact"]["year"] == 2020


@pytest.fixture
def draft(arta, mission):
    """A report draft of Arta's office that quotes remittances of 2021."""
    analyst = mission.hire("Liridona Hoxha", mission.prishtine, "programme_manager")
    blocks = [("text", {"text": "Remittances were 18.6 % of GDP in 2021."})]
    report = reports.draft_report(
        analyst, "Quarterly report", date(2026, 1, 1), date(2026, 3, 31), blocks=blocks
    )
    return analyst, report


def test_a_new_vintage_lists_the_draft_and_proposes_what_to_write(client, sanja, draft, milan):
    analyst, report = draft
    actions.load_series(sanja, OLD, date(2023, 1, 1))
    client.force_login(analyst)
    page = client.get(reverse("reports:check_draft", args=[report.id]))
    client.post(reverse("reports:record_figures", args=[report.id]))
    before = queries.outdated_visible_to(sanja)

    actions.load_series(sanja, NEW, date(2025, 1, 1))

    after = queries.outdated_visible_to(sanja)
    assert "18.6 %" in page.content.decode()
    assert before == []
    assert [(one.mention.title, one.value) for one in after] == [("Quarterly report", Decimal(18))]
    client.force_login(sanja)
    listed = client.get(reverse("knowledge:texts")).content.decode()
    assert "Replace “18.6 %” with 18 in the draft “Quarterly report”" in listed
    assert queries.outdated_visible_to(milan) == []


def test_figures_from_records_keep_their_place_in_the_text_that_is_checked(client, draft, mission):
    analyst, _report = draft
    node = {"type": "figure", "attrs": {"indicator": "visits", "period": "", "where": {}}}
    words = [{"type": "text", "text": "We served "}, node, {"type": "text", "text": " people."}]
    report = reports.draft_report(
        analyst, "Without a typed figure", date(2026, 1, 1), date(2026, 3, 31),
        blocks=[("text", {"nodes": [{"type": "paragraph", "content": words}]})],
    )  # fmt: skip
    client.force_login(analyst)

    page = client.get(reverse("reports:check_draft", args=[report.id])).content.decode()

    assert "We served […] people." in page
    assert "There is no figure in this text." in page
    assert "Record the figures" not in page


def test_a_published_report_gets_an_erratum_until_it_is_settled(sanja, draft, nora):
    analyst, report = draft
    actions.load_series(sanja, OLD, date(2023, 1, 1))
    reports.record_figures(analyst, report.id, "/drafts/")
    edition = reports.publish_report(analyst, report.id)
    actions.load_series(sanja, NEW, date(2025, 1, 1))

    found = queries.outdated_visible_to(sanja)

    assert [one.mention.published for one in found] == [True]
    assert str(edition.id) in found[0].mention.address
    assert found[0].erratum.format(**found[0].words).endswith("should read 18: Bank revised it.")
    with pytest.raises(NotAllowed):
        actions.settle_mention(nora, found[0].mention.pk, "Edition 2")
    with pytest.raises(Refusal, match="Say how"):
        actions.settle_mention(sanja, found[0].mention.pk, " ")
    actions.settle_mention(sanja, found[0].mention.pk, "Edition 2")
    assert queries.outdated_visible_to(sanja) == []


def test_a_hundred_outdated_figures_cost_as_many_queries_as_one(sanja, draft):
    actions.load_series(sanja, OLD, date(2023, 1, 1))
    reports.record_figures(draft[0], draft[1].id, "/drafts/")
    actions.load_series(sanja, NEW, date(2025, 1, 1))
    with CaptureQueriesContext(connection) as for_one:
        one = queries.outdated_visible_to(sanja)
    first = Mention.objects.get()
    for number in range(99):
        first.pk, first.text_id = None, f"text {number}"
        first._state.adding = True
        first.save()

    with CaptureQueriesContext(connection) as for_hundred:
        hundred = queries.outdated_visible_to(sanja)

    assert (len(one), len(hundred)) == (1, 100)
    assert len(for_hundred) == len(for_one)


def test_recording_again_replaces_and_another_office_records_nothing(sanja, draft, milan):
    analyst, report = draft
    actions.load_series(sanja, OLD, date(2023, 1, 1))

    first = reports.record_figures(analyst, report.id, "/drafts/")
    second = reports.record_figures(analyst, report.id, "/drafts/")

    assert (first, second, Mention.objects.count()) == (1, 1, 1)
    with pytest.raises(NotSeen):
        reports.record_figures(milan, report.id, "/drafts/")


def test_a_text_of_nothing_but_figures_is_stopped_and_freezes_nobody(
    client, sanja, milan, blerim, monkeypatch
):
    from waystation.foundation.shared import limits
    from waystation.governance.knowledge.queries import checking

    monkeypatch.setattr(checking, "LIMITS", limits.Limits(processor=1))
    sent = {"text": "1 " * 3000, "language": "en"}
    began = time.process_time()

    statuses = {}
    for user in (sanja, milan, blerim):
        client.force_login(user)
        statuses[user] = client.post(reverse("knowledge:check"), sent).status_code

    assert statuses[sanja] == 422
    assert {statuses[milan], statuses[blerim]} <= {403, 404, 422}
    assert time.process_time() - began < 5  # of this process; 2,400 figures took hours of it
