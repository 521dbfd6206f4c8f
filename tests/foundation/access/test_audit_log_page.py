"""The page of the audit log: search, filters by who, what, record, office and day, and paging."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from waystation.foundation.access import actions as access
from waystation.foundation.access import counting
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in

pytestmark = pytest.mark.django_db
PAGE = "access:audit"


@pytest.fixture
def reader(mission, hired):
    """A data protection officer of the organisation, who reads the log."""
    return hired("dafina", ("data_protection_officer",), mission.prishtine)


@pytest.fixture
def hired(mission):
    from waystation.foundation.access.models import User

    def hire(name, roles, office):
        email = f"{name}@example.org"
        user = User.objects.create_user(
            email, "x" * 20, full_name=name.title(), organisation=mission.organisation
        )
        for role in roles:
            access.give_role(None, user, office, role, date(2020, 1, 1))
        return user

    return hire


@pytest.fixture
def log(mission, arta, blerim):
    """Three entries: two of Arta, one of Blerim in another office."""
    visit, board = new_key(), new_key()
    audit.log(arta, "visit.record", "centres.Visit", visit, office_id=mission.prishtine.id)
    audit.log(arta, "visit.change", "centres.Visit", visit, office_id=mission.prishtine.id)
    audit.log(blerim, "board.make", "boards.Board", board, office_id=mission.peje.id)
    return {"visit": visit, "board": board}


def verbs(client, **asked):
    page = client.get(reverse(PAGE), asked)
    assert page.status_code == 200
    return [one["row"]["verb"] for one in page.context["rows"]]


def test_each_filter_finds_its_entries(client, reader, mission, arta, blerim, log):
    client.force_login(reader)

    by_name = verbs(client, q="berisha", kind="centres.Visit")
    by_user = verbs(client, who=str(blerim.id), kind="boards.Board")
    by_step = verbs(client, what="Changed", kind="centres.Visit")
    by_kind = verbs(client, kind="boards.Board")
    by_office = verbs(client, office=str(mission.peje.id), what="Opened", kind="boards.Board")
    by_record = verbs(client, q=str(log["visit"]))
    by_link = verbs(client, subject=str(log["board"]))

    assert by_name == by_record == ["visit.change", "visit.record"]
    assert by_user == by_kind == by_office == by_link == ["board.make"]
    assert by_step == ["visit.change"]


def test_a_period_is_read_as_the_language_writes_it(client, reader, log):
    client.force_login(reader)
    today = today_in()
    client.cookies["language"] = "sr"

    until_today = verbs(client, at_to=today.strftime("%d.%m.%Y."), kind="centres.Visit")
    from_tomorrow = verbs(client, at_from=(today + timedelta(days=1)).isoformat())
    shown = client.get(reverse(PAGE), {"at_from": today.isoformat()}).context["filters"][-1]

    assert until_today == ["visit.change", "visit.record"]
    assert from_tomorrow == []
    assert shown["first"] == f"{today.day}. {today.month}. {today.year}."


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "nobody"},
        {"what": "No such step"},
        {"kind": "no.Kind"},
        {"office": "5"},
        {"subject": "no-key"},
        {"q": "\x00%_"},
    ],
)
def test_an_unknown_value_finds_nothing_and_says_so(client, reader, log, asked):
    client.force_login(reader)

    page = client.get(reverse(PAGE), asked)

    assert page.context["rows"] == []
    assert "No results" in page.content.decode()


@pytest.mark.parametrize("asked", ["0001-01-01", "9999-12-31", "31/02/2026", "yesterday", "-1"])
def test_odd_days_are_answered(client, reader, log, asked):
    client.force_login(reader)

    page = client.get(reverse(PAGE), {"at_from": asked, "at_to": asked, "before": asked})

    assert page.status_code == 200


def test_the_page_says_which_rows_of_how_many_it_shows(
    client, reader, arta, mission, log, monkeypatch
):
    for _ in range(120):
        audit.log(arta, "visit.change", "centres.Visit", log["visit"])
    client.force_login(reader)
    asked = {"subject": str(log["visit"])}

    first = client.get(reverse(PAGE), asked).context
    second = client.get(
        reverse(PAGE), {**asked, "before": first["next_before"], "row": first["next_row"]}
    ).context
    monkeypatch.setattr(counting, "MOST_COUNTED", 110)
    many = client.get(reverse(PAGE), asked).context

    assert first["row_range"] == "1–50 of 122"
    assert second["row_range"] == "51–100 of 122"
    assert many["row_range"] == "1–50 of more than 110"


def test_only_who_reads_the_log_opens_it_and_no_other_organisation_is_in_it(
    client, reader, arta, milan, log
):
    client.force_login(milan)

    of_milan = client.get(reverse(PAGE))
    client.force_login(arta)
    of_arta = client.get(reverse(PAGE), {"q": "arta"})

    assert of_milan.status_code == of_arta.status_code == 403
