"""The library, the norms and the legal framework: entered, changed, seen, found again."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from lxml import html

from waystation.foundation.records.models import Revision
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import actions, queries, rules
from waystation.governance.knowledge.models import Norm

pytestmark = pytest.mark.django_db
STUDY = {
    "title": "Labour migration study",
    "kind": "study",
    "source": "Institute of Statistics",
    "published_on": date(2026, 1, 5),
    "licence": "CC BY 4.0",
    "gcm": ["GCM1"],
    "review_on": date(2027, 1, 5),
}
NORM = {
    "instrument": "Convention on migrant workers",
    "kind": "un_treaty",
    "state": "partly",
    "gap": "Article 25 has no counterpart.",
    "checked_on": date(2026, 2, 1),
}


def add(user, register, values, **more):
    return actions.record_entry(user, queries.REGISTERS[register], values, **more)


@pytest.mark.parametrize(
    ("left_out", "field"), [("source", "source"), ("licence", "licence"), ("title", "title")]
)
def test_a_document_without_source_or_licence_is_refused(left_out, field, sanja):
    """O-46: the library says source, date, licence and review date."""
    with pytest.raises(Refusal) as refused:
        add(sanja, "library", {**STUDY, left_out: " "})

    assert refused.value.field == field


def test_a_document_says_when_its_review_is_due(sanja):
    """O-46."""
    today = date(2026, 6, 1)

    states = [rules.review_state(today + timedelta(days=days), today) for days in (-1, 0, 30, 31)]

    assert states == ["due", "due", "soon", ""]


def test_review_due_stands_behind_the_document(client, sanja):
    """O-46."""
    add(sanja, "library", {**STUDY, "published_on": None, "review_on": today_in()})
    client.force_login(sanja)

    page = client.get(reverse("knowledge:entries", args=["library"])).content.decode()

    assert "Review due" in page
    assert len(queries.reviews_waiting(sanja, today_in())) == 1


def test_a_norm_short_of_domestication_names_its_gap(sanja):
    """O-47."""
    with pytest.raises(Refusal) as refused:
        add(sanja, "norms", {**NORM, "gap": ""})
    kept = add(sanja, "norms", {**NORM, "state": "applied", "gap": ""})

    assert refused.value.field == "gap"
    assert kept.state == "applied"


def test_the_database_refuses_a_norm_without_its_gap(sanja):
    """O-47, by plain SQL."""
    norm = add(sanja, "norms", NORM)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE knowledge_norm SET gap = '' WHERE id = %s", [_plain(norm.id)])


def _plain(key):
    return key.hex if connection.vendor == "sqlite" else str(key)


def test_a_recommendation_that_is_followed_up_says_how_and_when(sanja):
    """O-47: recommendations of mechanisms with follow-up."""
    asked = {
        "mechanism": "Committee on Migrant Workers",
        "reference": "CMW/C/1, paragraph 12",
        "issued_on": date(2026, 1, 1),
        "text": "Inspect recruiters.",
        "state": "done",
    }

    with pytest.raises(Refusal) as without_words:
        add(sanja, "mechanism-recommendations", asked)
    with pytest.raises(Refusal) as without_day:
        add(sanja, "mechanism-recommendations", {**asked, "follow_up": "Inspected."})
    kept = add(
        sanja,
        "mechanism-recommendations",
        {**asked, "follow_up": "Inspected.", "followed_up_on": date(2026, 1, 9)},
    )

    assert (without_words.value.field, without_day.value.field) == ("follow_up", "followed_up_on")
    assert kept.state == "done"


def test_a_legal_text_says_whose_rights_it_protects(sanja):
    """O-52."""
    text = {"title": "Convention on the Rights of the Child", "kind": "un_treaty"}

    with pytest.raises(Refusal) as refused:
        add(sanja, "legal-framework", {**text, "reference": "1577 UNTS 3", "rights": []})
    add(sanja, "legal-framework", {**text, "reference": "1577 UNTS 3", "rights": ["children"]})

    assert refused.value.field == "rights"
    assert [label for _key, label in queries.legal_choices(sanja)] == [text["title"]]


def test_an_edit_keeps_what_stood_there_before(client, sanja):
    norm = add(sanja, "norms", NORM)

    actions.change_entry(
        sanja, queries.NORMS, norm.id, {"state": "applied", "gap": ""}, NORM, why="New law in force"
    )
    history = queries.history_of(sanja, queries.NORMS, norm.id)

    assert [one["number"] for one in history] == [2, 1]
    assert history[0]["why"] == "New law in force"
    assert ("state", "partly", "applied") in history[0]["changed"]
    assert Norm.objects.get().version == 2
    client.force_login(sanja)
    page = client.get(reverse("knowledge:entry", args=["norms", norm.id])).content.decode()
    assert "Partly domesticated" in page
    assert "New law in force" in page


def test_a_revision_is_never_changed(sanja):
    add(sanja, "norms", NORM)

    for sentence in ("UPDATE records_revision SET number = 9", "DELETE FROM records_revision"):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sentence)

    assert Revision.objects.count() == 1


def test_two_people_who_change_the_same_field_both_see_it(sanja):
    norm = add(sanja, "norms", NORM)
    actions.change_entry(sanja, queries.NORMS, norm.id, {"gap": "One"}, NORM)

    with pytest.raises(Conflict):
        actions.change_entry(
            sanja, queries.NORMS, norm.id, {"gap": "Two"}, seen={"gap": NORM["gap"]}
        )


def test_the_same_key_twice_is_one_entry_and_other_content_is_a_conflict(sanja):
    key = new_key()

    first = add(sanja, "library", STUDY, key=key)
    again = add(sanja, "library", STUDY, key=key)
    with pytest.raises(Conflict):
        add(sanja, "library", {**STUDY, "title": "Another"}, key=key)

    assert first.id == again.id
    assert Revision.objects.count() == 1


def test_the_same_instrument_twice_is_refused_in_a_sentence(sanja):
    add(sanja, "norms", NORM)

    with pytest.raises(Refusal, match="already") as refused:
        add(sanja, "norms", NORM)

    assert refused.value.field == "instrument"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"gcm": ["GCM99"]}, "gcm"),
        ({"gcm": "GCM1"}, "gcm"),
        ({"published_on": "yesterday"}, "published_on"),
        ({"link": "not an address"}, "link"),
        ({"title": "x" * 301}, "title"),
    ],
)
def test_what_does_not_fit_a_field_is_refused_beside_it(values, field, sanja):
    with pytest.raises(Refusal) as refused:
        add(sanja, "library", {**STUDY, **values})

    assert refused.value.field == field


def test_who_may_look_and_who_may_write(sanja, nora, arta, milan, blerim, reader_elsewhere):
    norm = add(sanja, "norms", NORM)

    seen = {
        who.full_name: len(queries.entries_of_register(who, queries.NORMS))
        for who in (sanja, nora, reader_elsewhere, arta, milan, blerim)
    }

    assert list(seen.values()) == [1, 1, 0, 0, 0, 1]
    with pytest.raises(NotAllowed):
        actions.change_entry(nora, queries.NORMS, norm.id, {"gap": "x"}, NORM)
    with pytest.raises(NotAllowed):
        add(nora, "norms", NORM)
    for stranger in (milan, reader_elsewhere):
        with pytest.raises(NotSeen):
            actions.change_entry(stranger, queries.NORMS, norm.id, {"gap": "x"}, NORM)


@pytest.mark.parametrize("key", sorted(queries.REGISTERS))
def test_every_register_has_its_pages(key, client, sanja):
    client.force_login(sanja)

    listed = client.get(reverse("knowledge:entries", args=[key]))
    form = client.get(reverse("knowledge:entry_new", args=[key]))
    refused = client.post(reverse("knowledge:entry_new", args=[key]), {"title": "x"})
    sheet = client.get(reverse("knowledge:entries_export", args=[key, "csv"]))

    assert (listed.status_code, form.status_code, refused.status_code) == (200, 200, 422)
    assert 'class="empty"' in listed.content.decode()
    assert sheet["Content-Type"].startswith("text/csv")


def test_a_norm_is_entered_and_changed_on_its_page(client, sanja):
    client.force_login(sanja)
    typed = {**NORM, "checked_on": "01.02.2026"}

    made = client.post(reverse("knowledge:entry_new", args=["norms"]), typed, follow=True)
    norm = Norm.objects.get()
    changed = client.post(
        reverse("knowledge:entry_change", args=["norms", norm.id]),
        {**typed, "gap": "Less is missing.", "version": 1},
        follow=True,
    )
    stale = client.post(
        reverse("knowledge:entry_change", args=["norms", norm.id]),
        {**typed, "gap": "Something else.", "version": 1},
    )

    assert norm.checked_on == date(2026, 2, 1)
    assert "Less is missing." in changed.content.decode()
    assert made.status_code == 200
    assert stale.status_code == 422
    assert "Someone else changed this" in stale.content.decode()


def test_a_page_of_many_entries_asks_a_constant_number_of_questions(
    client, sanja, django_assert_max_num_queries
):
    for number in range(60):
        add(sanja, "norms", {**NORM, "instrument": f"Convention {number}"})
    client.force_login(sanja)
    client.get(reverse("knowledge:entries", args=["norms"]))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("knowledge:entries", args=["norms"])).content.decode()

    assert page.count("Convention ") == 50
    assert "?after=" in page


def test_a_register_is_sorted_searched_filtered_and_exported_as_shown(
    client, sanja, nora, reader_elsewhere
):
    add(sanja, "library", {**STUDY, "title": "Zones of return", "kind": "study"})
    add(sanja, "library", {**STUDY, "title": "Atlas of roads", "kind": "data"})
    page = reverse("knowledge:entries", args=["library"])

    def titles(user, query):
        client.force_login(user)
        tree = html.fromstring(client.get(page + query).content)
        return [one.text_content().strip() for one in tree.xpath("//main//tbody/tr/td[1]")]

    assert titles(nora, "?sort=title") == ["Atlas of roads", "Zones of return"]
    assert titles(nora, "?q=zones") == ["Zones of return"]
    assert titles(nora, "?kind=data") == ["Atlas of roads"]
    assert titles(reader_elsewhere, "") == []
    client.force_login(nora)
    sheet = client.get(f"{page}?export=csv&kind=data").content.decode("utf-8-sig")
    assert sheet.splitlines()[0].startswith("Title,Kind,")
    assert "Summary" in sheet.splitlines()[0] or "What it says" in sheet.splitlines()[0]
    assert "Zones" not in sheet


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("500 businesses", ["Businesses surveyed"]),
        ("surveyed businesses", ["Businesses surveyed"]),
        ("businesses", ["Businesses surveyed", "Businesses registered"]),
        ("1,500", ["Businesses registered"]),
        ("50 businesses", []),
        ("500 chambers", []),
    ],
)
def test_a_search_finds_the_fact_with_the_number_and_the_words(client, sanja, typed, found):
    fact = {"qualifier": "count", "as_of": "2024", "source": "Chamber", "unit": "businesses"}
    for name, value in (("registered", 1500), ("surveyed", 500)):
        add(sanja, "facts", fact | {
            "series": name, "label": f"Businesses {name}", "value": Decimal(value),
        })  # fmt: skip
    client.force_login(sanja)

    page = client.get(reverse("knowledge:entries", args=["facts"]), {"q": typed})
    everywhere = client.get(reverse("ui:search"), {"q": typed}).context["groups"]
    quoted = queries.tokens_matching(sanja, typed)

    assert sorted(row["cells"][0]["text"] for row in page.context["rows"]) == sorted(found)
    hits = [hit.title for group in everywhere for hit in group.hits if group.title == "Dated facts"]
    assert sorted(hits) == sorted(found)
    assert sorted(one.label for one in quoted) == sorted(found)


def test_a_number_of_a_dated_fact_is_a_number_in_the_file(client, sanja):
    fact = {"series": "s", "label": "Population", "value": Decimal("1585566"), "unit": "people"}
    fact |= {"qualifier": "count", "as_of": "2024", "source": "Census"}
    add(sanja, "facts", fact)
    client.force_login(sanja)

    book = client.get(reverse("knowledge:entries", args=["facts"]) + "?export=xlsx").content

    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert 1585566 in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_file_of_the_facts_writes_numbers_without_needless_zeros(client, sanja):
    for label, value in (("People reached", "1500"), ("Remittances", "18.6")):
        add(sanja, "facts", {
            "series": "reach", "label": label, "value": value, "unit": "people",
            "qualifier": "about", "as_of": "2025", "source": "IOM",
        })  # fmt: skip
    client.force_login(sanja)

    sheet = client.get(reverse("knowledge:entries", args=["facts"]) + "?export=csv").content

    assert "1500.0" not in sheet.decode("utf-8-sig")
    assert {"1500", "18.6"} <= set(sheet.decode("utf-8-sig").replace("\r\n", ",").split(","))
