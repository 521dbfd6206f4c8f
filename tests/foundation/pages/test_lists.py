"""Lists: every row once over all pages and orders, filters, saved views, and the file."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from waystation.foundation.access import counting, days
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.lists import Column
from waystation.foundation.pages.models import SavedView
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.services.centres import actions
from waystation.services.centres.models import Visit

pytestmark = pytest.mark.django_db
VISIT = {"mode": "walk_in", "visitor_type": "potential_migrant", "reason": "work_abroad"}
PAGE = "centres:visits"


@pytest.fixture
def visits(mission, arta):
    """130 visits: some on the same day, some without minutes, two reasons."""
    return [
        actions.record_visit(
            arta,
            mission.prishtine.id,
            started_at=now() - timedelta(days=number // 10),
            minutes=None if number % 7 == 0 else number % 50 + 1,
            **{**VISIT, "reason": "study" if number % 3 == 0 else "work_abroad"},
        )
        for number in range(130)
    ]


def pages_of(client, **asked):
    """Return the links of all rows, page after page, as somebody who presses "More" sees them."""
    found, after = [], ""
    for _ in range(10):
        page = client.get(reverse(PAGE), {**asked, **({"after": after} if after else {})})
        found.append([row["url"] for row in page.context["rows"]])
        after = page.context["next_after"]
        if not after:
            return found
    raise AssertionError("The pages never end.")


@pytest.mark.parametrize("sort", ["", "day", "-day", "minutes", "-minutes", "reason", "-next_step"])
def test_each_row_is_on_exactly_one_page_in_every_order(client, arta, visits, sort):
    client.force_login(arta)

    pages = pages_of(client, **({"sort": sort} if sort else {}))

    every = [url for page in pages for url in page]
    assert [len(page) for page in pages] == [50, 50, 30]
    assert sorted(every) == sorted(reverse("centres:visit", args=[one.id]) for one in visits)


def test_a_sorted_column_has_nulls_last(client, arta, visits):
    client.force_login(arta)

    keys = [url.split("/")[-2] for page in pages_of(client, sort="minutes") for url in page]

    by_key = {str(one.id): one.minutes for one in visits}
    minutes = [by_key[key] for key in keys]
    known = [one for one in minutes if one is not None]
    assert known == sorted(known)
    assert minutes[len(known) :] == [None] * (len(minutes) - len(known))


@pytest.mark.parametrize("mark", ["nonsense", "[]", '["2026-01-01"]', "[1, 2, 3]", "{}"])
def test_an_invalid_mark_shows_the_first_page(client, arta, visits, mark):
    client.force_login(arta)

    page = client.get(reverse(PAGE), {"after": mark})

    assert page.status_code == 200
    assert len(page.context["rows"]) == 50


def test_filters_apply_and_an_unknown_choice_matches_nothing(client, arta, visits):
    client.force_login(arta)
    day = visits[-1].day.isoformat()

    by_reason = pages_of(client, reason="study")
    by_day = pages_of(client, day_from=day, day_to=day)
    unknown = client.get(reverse(PAGE), {"reason": "spaceflight"})
    unreadable = client.get(reverse(PAGE), {"day_from": "yesterday"})

    assert sum(map(len, by_reason)) == sum(one.reason == "study" for one in visits)
    assert sum(map(len, by_day)) == sum(one.day.isoformat() == day for one in visits)
    assert "No results" in unknown.content.decode()
    assert "is not a date" in unreadable.content.decode()


def test_the_export_matches_the_screen_and_has_real_numbers(client, arta, visits):
    client.force_login(arta)
    asked = {"reason": "study", "sort": "-minutes"}
    context = client.get(reverse(PAGE), asked).context
    place = [one["label"] for one in context["columns"]].index("Minutes")
    on_screen = [row["cells"][place]["text"].replace("–", "") for row in context["rows"]]

    text = client.get(reverse(PAGE), {**asked, "export": "csv"}).content.decode("utf-8-sig")
    book = client.get(reverse(PAGE), {**asked, "export": "xlsx"}).content

    lines = list(csv.reader(io.StringIO(text)))
    minutes = lines[0].index("Minutes")
    assert [line[minutes] for line in lines[1:] if len(line) > minutes][: len(on_screen)] == (
        on_screen
    )
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row and row[0] is not None]
    head = next(number for number, row in enumerate(rows) if "Minutes" in row)
    column = rows[head].index("Minutes")
    body = [row for row in rows[head + 1 :] if row[1] is not None]
    assert isinstance(body[0][column], int | float)
    assert len(body) == sum(one.reason == "study" for one in visits)


def test_only_its_owner_can_save_open_and_delete_a_view(client, arta, blerim, visits):
    client.force_login(arta)
    saved = client.post(reverse(PAGE) + "?reason=study", {"name": "Students"})
    (view,) = client.get(reverse(PAGE)).context["saved_views"]
    opened = client.get(view["url"])

    client.force_login(blerim)
    others = client.get(reverse(PAGE)).context["saved_views"]
    client.post(reverse(PAGE), {"delete": view["id"]})
    kept = SavedView.objects.count()
    client.force_login(arta)
    client.post(reverse(PAGE), {"delete": view["id"]})
    client.post(reverse(PAGE), {"delete": str(new_key())})

    assert saved.status_code == 303
    assert opened.context["narrowed"] is True
    assert (others, kept, SavedView.objects.count()) == ([], 1, 0)


def test_milan_sees_none_of_these_rows_and_the_number_of_queries_does_not_grow(
    client, arta, milan, visits, django_assert_max_num_queries
):
    client.force_login(milan)
    nothing = client.get(reverse(PAGE))

    client.force_login(arta)
    with django_assert_max_num_queries(12):
        client.get(reverse(PAGE))

    assert nothing.context["rows"] == []
    assert Visit.objects.count() == 130


def test_the_addresses_of_rows_are_those_of_their_pages():
    key = UUID("0190a0a0-0000-7000-8000-000000000001")

    pages = {name: url_of(name, key) for name in ("people:person", "centres:visit_edit")}

    assert pages == {name: reverse(name, args=[key]) for name in pages}


def test_a_list_says_which_rows_of_how_many_it_shows(client, arta, visits, monkeypatch):
    client.force_login(arta)
    shown, asked = [], {}

    for _ in range(3):
        page = client.get(reverse(PAGE), asked).context
        shown.append(page["row_range"])
        asked = {"after": page["next_after"], "row": page["next_row"]}
    filtered = client.get(reverse(PAGE), {"reason": "study"}).context["row_range"]
    none = client.get(reverse(PAGE), {"q": "nobody has this name"}).context["row_range"]
    monkeypatch.setattr(counting, "MOST_COUNTED", 100)
    many = client.get(reverse(PAGE)).context["row_range"]

    assert shown == ["1–50 of 130", "51–100 of 130", "101–130 of 130"]
    assert filtered == "1–44 of 44"
    assert none == ""
    assert many == "1–50 of more than 100"


@pytest.mark.parametrize("row", ["-5", "0", "x", "9" * 40, "٣"])
def test_an_odd_number_of_a_row_is_answered(client, arta, visits, row):
    client.force_login(arta)
    mark = client.get(reverse(PAGE)).context["next_after"]

    page = client.get(reverse(PAGE), {"row": row, "after": mark})

    assert page.status_code == 200
    assert page.context["row_range"].startswith("1–50")


def test_a_count_is_one_query_that_ends_at_the_bound(
    arta, visits, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(counting, "MOST_COUNTED", 100)
    rows = Visit.objects.all()

    with django_assert_num_queries(1) as captured:
        shown = counting.row_range(rows, "", 50, "mark")["row_range"]

    assert shown == "1–50 of more than 100"
    assert "LIMIT 101" in captured.captured_queries[0]["sql"]


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "01/02/2026", "01/02/2026"),
        ("en", "2026-02-01", "01/02/2026"),
        ("sq", "1.2.2026", "01.02.2026"),
        ("sr", "1. 2. 2026.", "1. 2. 2026."),
        ("sr-latn", "01.02.2026.", "1. 2. 2026."),
    ],
)
def test_a_day_of_a_filter_is_read_and_written_as_in_the_language(typed, language, shown):
    with translation.override(language):
        found = days.day_in(typed)
        bound = days.period_filter("day", "Day", {"day_from": typed})

    assert found == date(2026, 2, 1)
    assert bound["first"] == shown
    assert bound["wrong"] == ""


def test_days_in_the_wrong_order_are_answered_with_a_sentence(client, arta, visits):
    client.force_login(arta)

    page = client.get(reverse(PAGE), {"day_from": "31/12/2026", "day_to": "2026-01-01"})

    assert page.context["rows"] == []
    assert "Swap the two days" in page.content.decode()


def test_a_page_words_each_different_text_of_a_column_once():
    worded = []

    def words(value):
        worded.append(value)
        return f"<{value}>"

    column = Column("reason", "Reason", words=words).for_page()
    texts = [column.text(value) for value in ("study", "work", "study", 2, 2, None, "work")]

    assert texts == ["<study>", "<work>", "<study>", "<2>", "<2>", "<None>", "<work>"]
    assert worded == ["study", "work", 2, 2, None]
