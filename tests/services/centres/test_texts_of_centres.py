"""The texts of a centre in three languages: entered by the office, read by everybody."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from tests.site.public.test_without_account import NOW, slots  # noqa: F401
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.languages import public_names
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.appointments import actions as appointments
from waystation.registry.appointments import queries as bookings
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import CENTRE

TEXTS = {
    "name": "Centre of Prishtinë",
    "name_sq": "Qendra e Prishtinës",
    "name_sr": "Центар у Приштини",
    "host": "Employment office",
    "host_sq": "Zyra e punësimit",
    "host_sr": "Служба за запошљавање",
    "address": "1 Long Street",
    "address_sq": "Rruga e Gjatë 1",
    "address_sr": "Дуга улица 1",
    "hours": "Mon–Fri 08:00–16:00",
    "hours_sq": "E hënë–e premte 08:00–16:00",
    "hours_sr": "Пон–пет 08:00–16:00",
}
SHOWN = ("name", "host", "address", "hours")


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def admin(mission):
    return mission.hire("Arta Administrator", mission.prishtine, "administrator")


@pytest.fixture
def centre(mission):
    return actions.record_centre(
        None,
        mission.prishtine.id,
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="planned",
        public=True,
        **TEXTS,
    )


def read(client, language, page):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(page).content.decode()


@pytest.mark.parametrize(("language", "end"), [("en", ""), ("sq", "_sq"), ("sr", "_sr")])
def test_the_public_page_has_the_texts_in_the_language_of_the_reader(client, centre, language, end):
    page = read(client, language, reverse("public:start"))

    assert [one for one in SHOWN if TEXTS[one + end] not in page] == []
    assert f'lang="en">{TEXTS["name"]}' not in page


def test_serbian_in_latin_is_made_from_cyrillic(client, centre):
    page = read(client, "sr-latn", reverse("public:start"))

    assert "Centar u Prištini" in page
    assert "Duga ulica 1" in page


def test_who_reads_a_language_that_is_not_written_gets_english_and_it_says_so(client, centre):
    page = read(client, "ar", reverse("public:centres"))

    assert [one for one in SHOWN if f'<bdi lang="en">{TEXTS[one]}</bdi>' not in page] == []
    assert '، <bdi lang="en">1 Long Street' in page


def test_a_text_that_is_missing_in_a_language_is_marked_as_english_among_the_others(
    client, admin, centre
):
    actions.edit_centre(admin, centre.id, {"address_sq": "Rruga e Gjatë 1"}, {"address_sq": ""})

    page = read(client, "sq", reverse("public:start"))

    assert '<bdi lang="en">1 Long Street</bdi>' in page
    assert TEXTS["hours_sq"] in page


def test_a_time_is_booked_at_a_centre_named_in_the_language_of_the_reader(
    client,
    centre,
    slots,  # noqa: F811
):
    booking = appointments.book_in_public(slots[0].id, key=new_key())
    pages = [
        reverse("public:times"),
        reverse("public:book", args=[slots[1].id]),
        reverse("public:appointment", args=[bookings.secret_of(booking)]),
        reverse("public:call_me"),
        reverse("public:complain"),
    ]

    serbian = [read(client, "sr", page) for page in pages]
    arabic = [read(client, "ar", page) for page in pages]

    marked = re.compile(f'lang="en"[^>]*>{TEXTS["name"]}<')
    assert [TEXTS["name_sr"] in page for page in serbian] == [True] * len(pages)
    assert [bool(marked.search(page)) for page in arabic] == [True] * len(pages)


def test_an_office_without_a_public_centre_goes_by_its_own_name(mission, centre):
    with translation.override("sq"):
        names = public_names([mission.prishtine, mission.peje])

    assert names[mission.prishtine.id] == TEXTS["name_sq"]
    assert (names[mission.peje.id], names[mission.peje.id].language) == (mission.peje.name, "en")


def test_serbian_is_entered_in_cyrillic(admin, centre):
    with pytest.raises(Refusal) as refused:
        actions.edit_centre(
            admin, centre.id, {"address_sr": "Дуга улица 1"}, {"address_sr": "Duga ulica 1"}
        )

    assert (refused.value.field, refused.value.code) == ("address_sr", "not_cyrillic")


def test_hours_in_figures_need_no_cyrillic(admin, centre):
    changed = actions.edit_centre(
        admin, centre.id, {"hours_sr": TEXTS["hours_sr"]}, {"hours_sr": " 08:00–16:00 "}
    )

    assert changed.hours_sr == "08:00–16:00"


def test_two_editors_of_different_texts_keep_both(client, admin, centre):
    seen = {"name_sq": centre.name_sq, "name_sr": centre.name_sr}
    actions.edit_centre(admin, centre.id, seen, {"name_sq": "Qendra e re"})

    changed = actions.edit_centre(admin, centre.id, seen, {"name_sr": "Нови центар"})

    assert (changed.name_sq, changed.name_sr) == ("Qendra e re", "Нови центар")
    with pytest.raises(Conflict):
        actions.edit_centre(admin, centre.id, seen, {"name_sq": "Qendra ime"})


def test_what_was_sent_twice_is_one_change(admin, centre):
    for _time in range(2):
        actions.edit_centre(
            admin, centre.id, {"name_sq": TEXTS["name_sq"]}, {"name_sq": "Qendra e re"}
        )

    entries = Entry.objects.filter(verb="centre.edit")
    assert [entry.detail["fields"] for entry in entries] == [["name_sq"]]


def test_the_edit_page_asks_for_the_texts_and_shows_both_values_of_a_dispute(client, admin, centre):
    client.force_login(admin)
    where = reverse("centres:centre_edit", args=[centre.id])
    form = client.get(where)
    typed = {**TEXTS, "name_sq": "Qendra ime", "place": "xk-prishtine", "country": "XK"}
    typed |= {"host_kind": "employment_service", "handover_status": "planned", "public": "on"}
    typed |= {"trained_staff": "0", "seen": form.context["seen"]}
    actions.edit_centre(admin, centre.id, {"name_sq": TEXTS["name_sq"]}, {"name_sq": "Qendra e re"})

    answer = client.post(where, typed)

    assert "Address in Albanian" in form.content.decode()
    assert answer.status_code == 409
    assert "Qendra e re" in answer.content.decode()
    assert "Qendra ime" in answer.content.decode()


def test_the_api_reads_and_changes_the_texts(client, admin, centre):
    client.force_login(admin)
    where = f"/api/v1/centres/centres/{centre.id}"
    edit = {"seen": {"name_sr": TEXTS["name_sr"]}, "proposed": {"name_sr": "Нови центар"}}

    listed = client.get("/api/v1/centres/centres").json()
    changed = client.patch(where, json.dumps(edit), "application/json")
    late = client.patch(
        where,
        json.dumps({**edit, "proposed": {"name_sr": "Стари центар"}}),
        "application/json",
    )

    assert [one["address_sq"] for one in listed] == [TEXTS["address_sq"]]
    assert (changed.status_code, changed.json()["name_sr"]) == (200, "Нови центар")
    assert late.status_code == 409
    assert client.get(where).json()["name_sr"] == "Нови центар"


def test_arta_reads_the_entry_and_who_may_not_manage_it_changes_nothing(
    arta, milan, blerim, centre
):
    seen, proposed = {"name_sq": TEXTS["name_sq"]}, {"name_sq": "Tjetër"}

    for user in (arta, milan, blerim):
        with pytest.raises((NotAllowed, NotSeen)):
            actions.edit_centre(user, centre.id, seen, proposed)

    centre.refresh_from_db()
    assert centre.name_sq == TEXTS["name_sq"]


def test_the_list_of_centres_is_exported_as_before(client, admin, centre):
    client.force_login(admin)

    found = client.get(reverse("centres:centres"), {"export": "csv"})

    assert TEXTS["name"] in found.content.decode()
    assert TEXTS["name_sq"] not in found.content.decode()
    assert [one.name for one in CENTRE if one.listed and one.name.endswith(("_sq", "_sr"))] == []


def test_a_centre_is_found_by_its_name_in_each_language(client, admin, centre):
    client.force_login(admin)

    found = [
        client.get(reverse("centres:centres"), {"q": word}).content.decode()
        for word in ("Prishtinës", "Приштини")
    ]

    assert [TEXTS["name"] in page for page in found] == [True, True]
    assert queries.public_centres()[0]["name"] == TEXTS["name"]
