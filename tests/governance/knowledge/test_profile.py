"""The migration profile, topics, findings and their use, documents and their recipients."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import actions, due, panels, queries
from waystation.governance.knowledge.models import Document, Finding, ProfileEdition
from waystation.governance.knowledge.presenting import profile

pytestmark = pytest.mark.django_db
OLD = b"series,geo,year,value,source,vintage\nremittances_gdp,XKX,2021,18.6,Bank,2023-01-01\n"
NEW = b"series,geo,year,value,source,vintage\nremittances_gdp,XKX,2021,18.0,Bank,2025-01-01\n"


@pytest.fixture
def shipped(mission):
    """What comes with the program, in Arta's office."""
    return actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)


def text_of(content):
    report = profile.report_of(content, "en")
    found = []
    for one in report.blocks:
        found += list(getattr(one, "items", [])) or [getattr(one, "text", "")]
    return "\n".join(str(one) for one in found)


def test_the_profile_is_made_of_series_facts_and_findings(sanja, shipped):
    actions.load_series(sanja, OLD, date(2023, 1, 1))

    content = queries.profile_visible_to(sanja, today_in())

    sections = {one["topic"]: one for one in content["sections"]}
    assert sections["diaspora"]["series"][0]["values"][0]["value"] == "18.6"
    assert sorted(one["value"] for one in sections["diaspora"]["facts"]) == [
        "15", "18.1", "18.6", "19"]  # fmt: skip
    found = {one["statement"] for one in sections["labour"]["findings"]}
    assert "Migrant workers report high recruitment fees." in found
    empty = {"series": [], "facts": [], "findings": [], "stakeholders": []}
    assert sections["transit"] == {"topic": "transit", **empty}


def test_a_topic_without_anything_has_no_heading_and_is_named_at_the_end(sanja, shipped):
    content = queries.profile_visible_to(sanja, today_in())
    known = [one for one in content["sections"] if any(one[key] for key in one if key != "topic")]

    report = profile.report_of(content, "en")

    assert 0 < len(known) < len(content["sections"])
    assert [one.text.split(".")[0] for one in report.headings] == [
        str(number) for number in range(1, len(known) + 1)
    ]
    assert report.contents
    last = report.blocks[-1]
    assert last.text.startswith("Nothing is recorded yet on: ")
    assert "Place of transit" in last.text


def test_a_qualifier_is_kept_from_the_entry_to_the_document(client, sanja, shipped):
    """“About 1,500 reached” and “up to 15,000 assisted” are never quoted bare."""
    content = queries.profile_visible_to(sanja, today_in())

    said = text_of(content)

    assert "about 1,500 people" in said
    assert "up to 15,000 people" in said
    client.force_login(sanja)
    sent = client.get(reverse("knowledge:profile_download", args=["pdf"]))
    assert sent.content.startswith(b"%PDF-")


def test_an_edition_stays_what_it_was_and_a_new_vintage_names_it(sanja, shipped):
    actions.load_series(sanja, OLD, date(2023, 1, 1))
    edition = actions.publish_profile(sanja, "First edition")

    actions.load_series(sanja, NEW, date(2025, 1, 1))

    frozen = queries.edition_visible_to(sanja, edition.id).content
    live = queries.profile_visible_to(sanja, today_in())
    value = {one["topic"]: one for one in frozen["sections"]}["diaspora"]["series"][0]["values"][0]
    now = {one["topic"]: one for one in live["sections"]}["diaspora"]["series"][0]["values"][0]
    assert (value["value"], now["value"]) == ("18.6", "18")
    assert queries.verified_profiles() == (1, [])
    outdated = queries.outdated_visible_to(sanja)
    assert [one.mention.text_kind for one in outdated] == ["profile"]
    assert outdated[0].mention.published


def test_a_changed_edition_is_found(sanja, shipped):
    edition = actions.publish_profile(sanja)
    wrong = ProfileEdition(**{
        **{one.attname: getattr(edition, one.attname) for one in edition._meta.fields},
        "id": None, "number": 2, "content": {"day": "2020-01-01", "sections": []},
    })  # fmt: skip
    wrong.id = ProfileEdition().id
    wrong.save(force_insert=True)

    checked, problems = queries.verified_profiles()

    assert checked == 2
    assert len(problems) == 1


def test_an_empty_profile_is_not_published(sanja, nora, milan):
    with pytest.raises(Refusal, match="empty"):
        actions.publish_profile(sanja)
    with pytest.raises(NotAllowed):
        actions.publish_profile(nora)
    with pytest.raises(NotAllowed):
        queries.profile_visible_to(milan, today_in())


def test_the_pages_of_profile_edition_and_topic_open(client, sanja, nora, milan, shipped):
    edition = actions.publish_profile(sanja, "What changed this year.")
    client.force_login(nora)

    live = client.get(reverse("knowledge:profile"))
    frozen = client.get(reverse("knowledge:profile_edition", args=[edition.id]))
    topic = client.get(reverse("knowledge:topic", args=["climate"]))
    unknown = client.get(reverse("knowledge:topic", args=["weather"]))

    assert "Remittances as a share of gross domestic product" in live.content.decode()
    assert "What changed this year." in frozen.content.decode()
    assert "Nothing has been recorded about this yet." in topic.content.decode()
    assert "Did you lose income or crops" in topic.content.decode()
    assert unknown.status_code == 404
    client.force_login(milan)
    assert client.get(reverse("knowledge:profile_edition", args=[edition.id])).status_code == 404
    assert client.get(reverse("knowledge:profile")).status_code == 403


def test_the_survey_module_is_an_xlsform_in_three_languages(client, nora):
    client.force_login(nora)

    sent = client.get(reverse("knowledge:topic_module", args=["climate"]))

    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    survey = list(book["survey"].values)
    lists = {row[0] for row in list(book["choices"].values)[1:]}
    assert survey[0] == ("type", "name", "label::English (en)", "label::Shqip (sq)",
                         "label::Српски (sr)")  # fmt: skip
    assert all(all(cell for cell in row) for row in survey)
    assert {row[0].split()[1] for row in survey[1:]} == lists
    assert client.get(reverse("knowledge:topic_module", args=["transit"])).status_code == 404


def test_a_finding_says_where_it_was_used(client, sanja, nora, shipped):
    finding = Finding.objects.order_by("id").first()
    actions.record_entry(
        sanja, queries.USES,
        {"finding": str(finding.id), "used_in": "policy", "title": "Roadmap for labour mobility",
         "used_on": date(2024, 12, 1), "what_changed": "A cap on fees."},
    )  # fmt: skip
    client.force_login(nora)

    page = client.get(reverse("knowledge:entry", args=["findings", finding.id])).content.decode()
    study = client.get(
        reverse("knowledge:entry", args=["library", finding.document_id])
    ).content.decode()

    assert "Roadmap for labour mobility" in page
    assert finding.statement in study


@pytest.mark.parametrize(
    ("register", "values", "field"),
    [
        ("USES", {"title": "x", "used_in": "policy", "used_on": date(2024, 1, 1)}, "finding"),
        ("FINDINGS", {"statement": "x", "topic": "labour"}, "document"),
        ("DISSEMINATION", {"recipient": "a@b.example", "channel": "email",
                           "sent_on": date(2024, 1, 1)}, "document"),
        ("STAKEHOLDERS", {"topic": "climate", "part": "data"}, "name"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_refused(register, values, field, sanja):
    with pytest.raises(Refusal) as refused:
        actions.record_entry(sanja, getattr(queries, register), values)

    assert refused.value.field == field


def test_a_document_is_sent_to_organisations_and_not_to_persons(client, sanja, shipped):
    document = Document.objects.order_by("id").first()
    sent = {"document": str(document.id), "channel": "email", "sent_on": today_in()}

    with pytest.raises(Refusal, match="persons"):
        actions.record_entry(sanja, queries.DISSEMINATION, {**sent, "recipient": "a@b.example"})
    actions.record_entry(sanja, queries.DISSEMINATION, {**sent, "recipient": "Ministry of Labour"})

    client.force_login(sanja)
    page = client.get(reverse("knowledge:entry", args=["library", document.id])).content.decode()
    assert "Ministry of Labour" in page


@pytest.mark.parametrize("words", ["PUNËSIMI", "punesimi", "запошљавање", "zaposljavanje"])
def test_the_library_is_searched_in_the_offices_languages(words, client, sanja, shipped):
    actions.record_entry(
        sanja, queries.LIBRARY,
        {"title": "Studim", "kind": "study", "source": "ASK", "licence": "CC BY 4.0",
         "summary": "Punësimi / Запошљавање", "review_on": today_in() + timedelta(days=300)},
    )  # fmt: skip
    client.force_login(sanja)

    page = client.get(reverse("knowledge:entries", args=["library"]) + f"?q={words}")

    assert "Studim" in page.content.decode()


def test_what_waits_is_listed_for_who_records_knowledge(sanja, nora, milan, shipped):
    Document.objects.update(review_on=today_in() - timedelta(days=1))

    waiting = due.outstanding(sanja, today_in())

    assert {one.kind for one in waiting} == {"knowledge.review"}
    assert all(one.urgency(today_in()) == "late" for one in waiting)
    assert due.outstanding(nora, today_in()) == []
    assert due.outstanding(milan, today_in()) == []


def test_the_shipped_facts_about_iom_form_its_profile(sanja, mission, shipped):
    from waystation.registry.organisations.queries import entities_of

    known = entities_of(mission.organisation.id)
    iom, unhcr = (known.get(acronym=acronym) for acronym in ("IOM", "UNHCR"))

    panel = panels.facts_of_organisation(sanja, iom.id)

    page = render_to_string(panel.template, panel.values)
    assert "Member States of IOM: 173 states" in page
    assert "Member States of IOM: 175 states" in page
    assert "almost 14,000" in page
    assert panels.facts_of_organisation(sanja, unhcr.id) is None


def test_an_organisation_shows_the_contradictory_numbers_about_it(sanja, mission):
    from waystation.registry.organisations import actions as organisations

    entity = organisations.record_entity(
        sanja, mission.prishtine.id, name="International Organization", kind="civil_society"
    )
    common = {"series": "states", "label": "Member States", "unit": "states",
              "qualifier": "count", "entity": str(entity.id)}  # fmt: skip
    for value, source in ((173, "Strategy"), (175, "Web page")):
        actions.record_entry(
            sanja, queries.FACTS, {**common, "value": value, "source": source, "as_of": "2022"}
        )

    panel = panels.facts_of_organisation(sanja, entity.id)

    page = render_to_string(panel.template, panel.values)
    assert panels.facts_of_organisation(mission.milan, entity.id) is None
    assert "Member States: 173 states (2022; Strategy)" in page
    assert "Member States: 175 states (2022; Web page)" in page


def test_another_office_reads_no_edition(sanja, milan, shipped):
    edition = actions.publish_profile(sanja)

    with pytest.raises(NotSeen):
        queries.edition_visible_to(milan, edition.id)
