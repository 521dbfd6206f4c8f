"""The visit form: finding the visitor, opening a file with the visit, two editors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from tests.services.centres.conftest import NOW
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.keys import new_key
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions, queries
from waystation.services.centres.models import Visit

NEW = "/centres/visits/new/"


@pytest.fixture
def typed(mission):
    return {
        "office": str(mission.prishtine.id),
        "key": str(new_key()),
        "mode": "walk_in",
        "visitor_type": "potential_migrant",
        "reason": "work_abroad",
        "minutes": "25",
        "checked": "1",
    }


@pytest.mark.sqlite_only
def test_a_known_visitor_is_found_and_nothing_typed_is_lost(client, arta, typed, visitors):
    client.force_login(arta)

    page = client.post(NEW, {**typed, "find": "1", "who": "Krasniqi"})
    client.post(NEW, {**typed, "person": str(visitors.besim.id)})

    assert str(visitors.besim.id) in page.content.decode()
    assert 'value="25"' in page.content.decode()
    assert Visit.objects.get().person_id == visitors.besim.id


@pytest.mark.sqlite_only
def test_a_newcomers_file_is_opened_with_the_visit_once(client, arta, typed):
    client.force_login(arta)
    newcomer = {"given": "Liridona", "family": "Hoti", "birth_year": "2001", "new_sex": "female"}

    for _ in range(2):
        answer = client.post(NEW, {**typed, **newcomer, "sex": "female"})

    assert answer.status_code == 302
    assert Visit.objects.get().person_id == Person.objects.get().id


@pytest.mark.sqlite_only
def test_no_file_is_opened_for_a_visit_that_is_refused(client, arta, typed):
    client.force_login(arta)

    answer = client.post(NEW, {**typed, "minutes": "0", "given": "Liridona", "family": "Hoti"})

    assert answer.status_code == 422
    assert (Visit.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["milan", "blerim"])
def test_nobody_else_records_for_artas_visitor(client, mission, typed, visitors, name):
    client.force_login(getattr(mission, name))

    answer = client.post(NEW, {**typed, "person": str(visitors.besim.id)})

    assert answer.status_code in {403, 404, 422}
    assert not Visit.objects.exists()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("keep", "minutes"), [("theirs", 30), ("mine", 45)])
def test_of_two_values_the_editor_keeps_one(client, arta, record, typed, keep, minutes):
    visit = record(minutes=20)
    client.force_login(arta)
    where = f"/centres/visits/{visit.id}/edit/"
    seen = client.get(where).context["seen"]
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})
    mine = {**typed, "minutes": "45", "reason": "study", "language": "sq"}

    both = client.post(where, {**mine, "seen": seen})
    done = client.post(where, {**mine, "seen": both.context["seen"], "keep-minutes": keep})

    assert (both.status_code, done.status_code) == (409, 302)
    visit.refresh_from_db()
    assert (visit.minutes, visit.reason, visit.language) == (minutes, "study", "sq")


@pytest.mark.sqlite_only
def test_a_form_that_lost_what_was_seen_changes_nothing(client, arta, record, typed):
    visit = record(minutes=20)
    client.force_login(arta)

    answer = client.post(f"/centres/visits/{visit.id}/edit/", {**typed, "seen": "[broken"})

    assert answer.status_code == 409
    assert Visit.objects.get().minutes == 20


def asked_at_once(page):
    """Return the questions of a form that stand there unfolded."""
    form = html.fromstring(page.content).xpath("//main//form[@method='post']")[0]
    inputs = form.xpath(
        ".//*[self::input or self::select or self::textarea]"
        "[not(ancestor::details)][not(@type='hidden')]"
    )
    return {one.get("name") for one in inputs}


@pytest.mark.sqlite_only
def test_at_most_twelve_questions_stand_unfolded_and_all_are_asked(client, arta):
    client.force_login(arta)

    page = client.get(NEW)

    asked = asked_at_once(page)
    assert len(asked) <= 12
    assert {"mode", "visitor_type", "reason"} <= asked
    for folded in ("informed", "started_at", "ended_at", "place", "community"):
        assert f'name="{folded}"' in page.content.decode()


@pytest.mark.sqlite_only
def test_a_folded_answer_that_is_wrong_is_unfolded(client, arta, typed):
    client.force_login(arta)

    answer = client.post(NEW, {**typed, "place": "xk-atlantis"})

    folded = html.fromstring(answer.content).xpath("//details[.//select[@name='place']]")[0]
    assert answer.status_code == 422
    assert folded.get("open") is not None


@pytest.mark.sqlite_only
def test_seconds_that_the_form_does_not_show_are_not_lost(client, arta, record, typed):
    started = NOW - timedelta(minutes=50, seconds=13)
    visit = record(started_at=started, ended_at=NOW)
    client.force_login(arta)
    where = f"/centres/visits/{visit.id}/edit/"
    form = client.get(where).context["form"]
    shown = {name: form[name].value() for name in ("started_at", "ended_at")}
    mine = {**typed, **{name: f"{value:%d.%m.%Y %H:%M}" for name, value in shown.items()}}

    answer = client.post(where, {**mine, "place": "xk-prizren", "seen": form_seen(client, where)})

    visit.refresh_from_db()
    assert answer.status_code == 302
    assert (visit.started_at, visit.ended_at, visit.place) == (started, NOW, "xk-prizren")


def form_seen(client, where):
    return client.get(where).context["seen"]


@pytest.mark.sqlite_only
def test_the_answers_are_read_again_before_anything_is_saved(client, arta, typed):
    client.force_login(arta)
    first = {name: value for name, value in typed.items() if name != "checked"}
    first |= {"given": "Liridona", "family": "Hoti", "advice": "Two\nlines", "topics": ["study"]}

    check = client.post(NEW, first)
    page = html.fromstring(check.content)
    saved_yet = (Visit.objects.count(), Person.objects.count(), Entry.objects.count())
    carried = {}
    for hidden in page.xpath("//main//input[@type='hidden']"):
        carried.setdefault(hidden.get("name"), []).append(hidden.get("value"))
    done = client.post(NEW, {**carried, "checked": "1"})
    shown = client.get(done["Location"]).content.decode()

    assert (check.status_code, saved_yet[:2]) == (200, (0, 0))
    assert "Liridona Hoti" in check.content.decode()
    assert Visit.objects.get().topics == ["study"]
    assert queries.advice_of(Visit.objects.get()) == "Two\nlines"
    assert "The visit is recorded" in shown


@pytest.mark.sqlite_only
def test_from_the_check_one_goes_back_and_nothing_typed_is_lost(client, arta, typed):
    client.force_login(arta)

    form = client.post(NEW, {**typed, "given": "Liridona", "change": "minutes"}).content.decode()

    assert 'value="25"' in form
    assert 'value="Liridona"' in form
    assert str(typed["key"]) in form
    assert not Visit.objects.exists()


def test_what_would_be_refused_is_refused_before_the_check_and_leaves_no_trace(client, arta, typed):
    client.force_login(arta)
    rows = Entry.objects.count()
    first = {**typed, "minutes": "0", "given": "Liridona", "family": "Hoti"}
    del first["checked"]

    answer = client.post(NEW, first)
    good = client.post(NEW, {**first, "minutes": "10"})

    assert (answer.status_code, good.status_code) == (422, 200)
    assert "Minutes must be between" in answer.content.decode()
    assert (Visit.objects.count(), Person.objects.count()) == (0, 0)
    assert Entry.objects.count() == rows


@pytest.mark.sqlite_only
def test_saved_twice_it_is_one_visit(client, arta, typed):
    client.force_login(arta)

    answers = [client.post(NEW, typed) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Visit.objects.count() == 1


def boxes_of_topic(page, topic):
    """Return the names of the boxes of a topic and of the fact sheets beside it."""
    path = "//fieldset[@id='id_topics']//input[@name='topics' and @value=$topic]"
    box = html.fromstring(page.content).xpath(path, topic=topic)[0]
    beside = box.xpath("../following-sibling::*[1][self::span]//input")
    return [(one.get("name"), one.get("value"), one.get("checked")) for one in [box, *beside]]


@pytest.mark.sqlite_only
def test_the_fact_sheet_of_a_topic_is_ticked_beside_the_topic(client, arta, typed, first):
    client.force_login(arta)
    topic, key = first.sheet.topic, str(first.id)

    page = client.get(NEW)
    client.post(NEW, {**typed, "topics": [topic], "editions": [key]})

    assert boxes_of_topic(page, topic) == [("topics", topic, None), ("editions", key, None)]
    visit = Visit.objects.get()
    assert (visit.topics, visit.editions) == ([topic], [key])


@pytest.mark.sqlite_only
def test_an_edition_that_was_replaced_since_is_offered_by_its_title(
    client, arta, record, typed, first, publish_second
):
    topic, key = first.sheet.topic, str(first.id)
    visit = record(topics=[topic], editions=[key])
    publish_second()
    client.force_login(arta)
    where = f"/centres/visits/{visit.id}/edit/"

    page = client.get(where)
    answer = client.post(
        where, {**typed, "topics": [topic], "editions": [key], "seen": page.context["seen"]}
    )

    assert ("editions", key, "checked") in [
        (name, value, checked and "checked") for name, value, checked in boxes_of_topic(page, topic)
    ]
    assert "edition 1" in page.content.decode()
    assert answer.status_code == 302
    visit.refresh_from_db()
    assert visit.editions == [key]


@pytest.mark.sqlite_only
def test_an_edition_that_cannot_be_cited_is_refused_beside_the_topics(client, arta, typed):
    client.force_login(arta)

    answer = client.post(NEW, {**typed, "editions": [str(new_key())]})

    fieldset = html.fromstring(answer.content).get_element_by_id("id_topics")
    assert answer.status_code == 422
    assert "was not valid on the day" in fieldset.text_content()


@pytest.mark.sqlite_only
def test_a_visit_of_an_erased_person_has_no_link_to_what_is_no_longer_there(
    client, mission, arta, visitors, record
):
    visit = record(person_id=visitors.besim.id)
    profile = reverse("centres:profile_new", args=[visitors.besim.id])
    plan = reverse("centres:plan_new", args=[visitors.besim.id])
    where = reverse("centres:visit", args=[visit.id])
    client.force_login(arta)
    before = client.get(where).content.decode()
    vera = mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")
    privacy.erase_person(vera, visitors.besim.id, reason="asked")

    after = client.get(where).content.decode()

    assert [profile in before, plan in before] == [True, True]
    assert [profile in after, plan in after] == [False, False]
