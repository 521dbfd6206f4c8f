"""A phone corrects what it has sent (OpenRosa's deprecatedID): the first stays, the new counts."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from lxml import etree

from tests.registry.collection.conftest import filled
from waystation.foundation.access import actions as access
from waystation.foundation.audit.models import Entry
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import RawXml, Submission

pytestmark = pytest.mark.django_db


def correction(of, instance="uuid:2", **changes):
    content = filled(instance, **changes)
    return content.replace(
        b"</instanceID>", f"</instanceID><deprecatedID>{of}</deprecatedID>".encode()
    )


def older(body):
    return body.replace(b"<age>34</age>", b"<age>43</age>")


def sentence(response):
    return etree.fromstring(response.content)[0].text


def test_the_corrected_one_counts_and_the_first_stays_byte_for_byte(survey, send, analyst):
    first, second = filled("uuid:1"), older(correction("uuid:1"))
    send(first)

    answer = send(second)

    assert answer.status_code == 201
    rows = list(queries.rows_of(analyst, survey.form))
    assert [(one.instance_id, row["age"]) for one, row in rows] == [("uuid:2", "43")]
    assert queries.submission_count(analyst, "household") == 1
    kept = {one.instance_id: one for one in Submission.objects.all()}
    assert queries.raw_xml(analyst, kept["uuid:1"]) == first
    assert queries.raw_xml(analyst, kept["uuid:2"]) == second
    assert kept["uuid:2"].supersedes_id == kept["uuid:1"].id
    assert Entry.objects.get(verb="submission.superseded").subject_id == kept["uuid:1"].id


def test_sent_twice_it_is_one_correction_and_a_chain_ends_in_the_last(survey, send, analyst):
    send(filled("uuid:1"))
    second, third = correction("uuid:1"), older(correction("uuid:2", "uuid:3"))

    codes = [send(one).status_code for one in (second, second, third, third, second)]

    assert codes == [201] * 5
    assert Submission.objects.count() == RawXml.objects.count() == 3
    assert [row["age"] for _one, row in queries.rows_of(analyst, survey.form)] == ["43"]


def test_what_cannot_be_corrected_is_refused_in_a_sentence(survey, send, analyst, mission):
    unknown = send(correction("uuid:nowhere"))
    send(filled("uuid:1"))
    send(correction("uuid:1"))
    shpresa = mission.hire("Shpresa Gashi", mission.prishtine, "counsellor")
    _phone, token = actions.add_app_user(analyst, mission.prishtine.id, shpresa.id, "Tablet 4")
    stranger = send(older(correction("uuid:2", "uuid:4")), token=token)

    assert (unknown.status_code, stranger.status_code) == (404, 403)
    assert "has not arrived" in sentence(unknown)
    assert "Only who sent a form" in sentence(stranger)
    assert Submission.objects.count() == 2


def test_the_first_is_not_corrected_by_the_office_any_more(survey, send, analyst):
    from waystation.foundation.shared.errors import Refusal

    send(filled("uuid:1"))
    send(correction("uuid:1"))
    first = Submission.objects.get(instance_id="uuid:1")

    with pytest.raises(Refusal, match="Correct that one"):
        actions.correct_answer(analyst, first.id, question="age", new="35", reason="typo")


def test_figures_rest_on_the_corrected_one(survey, send, analyst):
    send(filled("uuid:1"))
    before = queries.provenance(analyst, survey.form)["submissions"]
    send(correction("uuid:1"))

    after = queries.provenance(analyst, survey.form)["submissions"]

    assert after != before
    assert queries.submission_states(analyst, survey.form) == {"kept": 1}


def test_page_and_api_lead_from_one_to_the_other(client, survey, send, analyst):
    send(filled("uuid:1"))
    send(correction("uuid:1"))
    first, second = Submission.objects.order_by("id")
    secret = access.issue_token(analyst, "test", ["submission.read", "form.read"], 1)
    bearer = {"authorization": f"Bearer {secret}"}

    told = [
        client.get(f"/api/v1/collection/submissions/{one.id}", headers=bearer).json()
        for one in (first, second)
    ]
    client.force_login(analyst)
    pages = [
        client.get(f"/forms/submissions/{one.id}/").content.decode() for one in (first, second)
    ]

    assert told[0]["superseded_by"] == str(second.id)
    assert told[1]["supersedes"] == str(first.id)
    assert str(second.id) in pages[0]
    assert str(first.id) in pages[1]
    assert "As it came" not in json.dumps(told)


def test_the_database_refuses_two_corrections_of_one_and_a_change_of_the_first(survey, send):
    send(filled("uuid:1"))
    send(correction("uuid:1"))
    send(filled("uuid:3"))
    first = Submission.objects.get(instance_id="uuid:1").id
    key = first.hex if connection.vendor == "sqlite" else str(first)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE collection_submission SET supersedes_id = '{key}' WHERE instance_id = 'uuid:3'"
        )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE collection_rawxml SET sealed = sealed")


@pytest.fixture
def two_phones(survey, send, analyst, mission, arta):
    """Two phones of Arta correct the same submission, the second with another age."""
    _phone, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet 4")
    send(filled("uuid:1"))
    send(correction("uuid:1", "uuid:2"))
    second = older(correction("uuid:1", "uuid:3"))
    return send(second, token=token), send(second, token=token)


def ages(analyst, survey):
    return [row["age"] for _one, row in queries.rows_of(analyst, survey.form)]


def test_the_second_phone_is_told_and_what_it_sent_is_kept_but_not_counted(
    survey, two_phones, analyst
):
    told, again = two_phones

    rival = Submission.objects.get(instance_id="uuid:3")
    assert (told.status_code, again.status_code) == (409, 201)
    assert "has already been corrected on another phone" in sentence(told)
    assert (rival.state, rival.is_removed) == ("held", True)
    assert rival.rival_of.instance_id == "uuid:1"
    assert ages(analyst, survey) == ["34"]
    assert queries.answers_of(rival)["main"]["age"] == "43"


def test_the_office_lets_the_second_correction_count_and_then_only_that_counts(
    client, survey, two_phones, analyst, milan, blerim
):
    rival = Submission.objects.get(instance_id="uuid:3")
    place = f"/forms/submissions/{rival.id}/step/accept/"
    for user, expected in ((milan, 404), (blerim, 403)):
        client.force_login(user)
        assert client.post(place).status_code == expected
    client.force_login(analyst)
    page = client.get(f"/forms/submissions/{rival.id}/").content.decode()

    client.post(place)

    kept = {one.instance_id: one for one in Submission.objects.all()}
    assert "Another phone corrected the same submission first" in page
    assert str(kept["uuid:2"].id) in page
    assert ages(analyst, survey) == ["43"]
    assert kept["uuid:2"].is_superseded
    assert kept["uuid:3"].supersedes_id == kept["uuid:2"].id


def test_the_office_sets_the_second_correction_aside(survey, two_phones, analyst):
    rival = Submission.objects.get(instance_id="uuid:3")

    actions.set_aside_submission(analyst, rival.id)

    rival.refresh_from_db()
    assert (rival.state, rival.is_removed) == ("kept", True)
    assert ages(analyst, survey) == ["34"]
    assert queries.outstanding(analyst, None) == []


def test_only_one_of_two_corrections_can_be_set_aside(survey, send, analyst):
    from waystation.foundation.shared.errors import Refusal

    send(filled("uuid:1", body="<age>34</age>"))

    with pytest.raises(Refusal, match="Only one of two corrections"):
        actions.set_aside_submission(analyst, Submission.objects.get().id)


def test_undoing_a_correction_of_the_office_does_not_let_the_second_phone_count(
    survey, two_phones, analyst
):
    rival = Submission.objects.get(instance_id="uuid:3")
    line = actions.correct_answer(analyst, rival.id, question="age", new="44", reason="typo")

    actions.undo_line(analyst, line.id)

    rival.refresh_from_db()
    assert rival.is_removed
    assert ages(analyst, survey) == ["34"]


def test_what_the_second_phone_corrects_again_is_not_counted_either(
    client, survey, send, two_phones, analyst
):
    phone = survey.token

    told = send(correction("uuid:3", "uuid:4"), token=phone)
    other = send(older(correction("uuid:3", "uuid:5")), token=phone)

    kept = {one.instance_id: one for one in Submission.objects.all()}
    assert (told.status_code, other.status_code) == (409, 409)
    assert ages(analyst, survey) == ["34"]
    for name in ("uuid:4", "uuid:5"):
        assert (kept[name].state, kept[name].is_removed) == ("held", True)
        assert kept[name].rival_of.instance_id == "uuid:1"
    actions.accept_submission(analyst, kept["uuid:5"].id)
    assert ages(analyst, survey) == ["43"]
    assert Submission.objects.filter(is_removed=False, is_superseded=False).count() == 1


def test_a_late_file_of_the_first_reaches_both_corrections(survey, send, analyst, mission, arta):
    _phone, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet 4")
    photo = "<photo>me.jpg</photo>"
    first = filled("uuid:1", extra=photo)
    send(first)
    send(correction("uuid:1", "uuid:2").replace(b"<meta>", photo.encode() + b"<meta>"))
    second = older(correction("uuid:1", "uuid:3")).replace(b"<meta>", photo.encode() + b"<meta>")
    send(second, token=token)
    before = [one.missing_files for one in Submission.objects.order_by("id")]

    send(first, me_jpg=b"not a picture")

    assert before == [["me.jpg"]] * 3
    assert [one.missing_files for one in Submission.objects.order_by("id")] == [[]] * 3
