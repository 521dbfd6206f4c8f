"""The office's pages: who sees them, what they show, and that every one answers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.conftest import filled, workbook
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import AppUser, Form, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(survey, send):
    send(filled(body="<name>=HYPERLINK(1)</name><age>130</age>"), a_jpg=b"picture")
    return Submission.objects.get()


def places(survey, one):
    """Return every page about one form and one submission."""
    form = [survey.form.id]
    return [
        reverse("collection:form", args=form),
        reverse("collection:answers", args=form),
        reverse("collection:export", args=[*form, "csv"]),
        reverse("collection:export", args=[*form, "xlsx"]),
        reverse("collection:submissions", args=form),
        reverse("collection:cleaning", args=form),
        reverse("collection:submission", args=[one.id]),
        reverse("collection:raw", args=[one.id]),
        reverse("collection:attachment", args=[one.id, "a.jpg"]),
    ]


@pytest.mark.sqlite_only
def test_every_page_answers_an_analyst_and_a_manager(client, survey, one, analyst, blerim):
    for user in (analyst, blerim):
        client.force_login(user)
        for place in [reverse("collection:forms"), *places(survey, one)]:
            assert client.get(place).status_code == 200, place


@pytest.mark.sqlite_only
def test_another_office_finds_nothing_there(client, survey, one, milan, reader_elsewhere):
    for user in (milan, reader_elsewhere):
        client.force_login(user)
        for place in places(survey, one):
            assert client.get(place).status_code == 404, place
        listed = client.get(reverse("collection:forms"))
        assert survey.form.title not in listed.content.decode()


@pytest.mark.sqlite_only
def test_blerim_may_look_but_change_nothing(client, survey, one, blerim):
    client.force_login(blerim)
    changes = [
        (reverse("collection:form-step", args=[survey.form.id, "close"]), {}),
        (reverse("collection:version-step", args=[survey.version.id, "publish"]), {}),
        (reverse("collection:submission-step", args=[one.id, "accept"]), {}),
        (
            reverse("collection:correct", args=[one.id]),
            {"kind": "change", "question": "age", "new": "30", "reason": "typed wrong"},
        ),
    ]

    for place, typed in changes:
        assert client.post(place, typed).status_code == 403, place

    one.refresh_from_db()
    assert (one.state, bytes(one.cleaned)) == ("held", b"")


@pytest.mark.sqlite_only
def test_arta_sends_but_does_not_read_answers(client, survey, one, arta):
    client.force_login(arta)

    assert client.get(reverse("collection:form", args=[survey.form.id])).status_code == 200
    assert client.get(reverse("collection:answers", args=[survey.form.id])).status_code == 403
    assert client.get(reverse("collection:submission", args=[one.id])).status_code == 404


def test_a_workbook_is_uploaded_published_and_a_phone_let_in(client, analyst, mission, arta):
    client.force_login(analyst)
    upload = SimpleUploadedFile("household.xlsx", workbook())

    client.post(reverse("collection:upload"), {"office": mission.prishtine.id, "file": upload})
    form = Form.objects.get()
    client.post(reverse("collection:version-step", args=[form.versions.get().id, "publish"]))
    page = client.post(
        reverse("collection:add-phone", args=[form.id]), {"label": "Tablet 1", "sender": arta.id}
    ).content.decode()

    assert form.versions.get().state == "published"
    assert "data:image/svg+xml" in page
    server = page.split("<code>")[1].split("</code>")[0]
    assert client.get(f"{server}/formList").status_code == 200
    again = client.get(reverse("collection:form", args=[form.id])).content.decode()
    assert "data:image/svg+xml" not in again
    client.post(reverse("collection:revoke-phone", args=[form.id, AppUser.objects.get().id]))
    assert client.get(f"{server}/formList").status_code == 404


@pytest.mark.sqlite_only
def test_the_code_holds_what_collect_reads(survey):
    import base64
    import json
    import zlib

    from waystation.registry.collection.views import phones

    packed = {}

    class Segno:
        def make(self, text, **kwargs):
            packed["text"] = text
            return self

        def svg_data_uri(self, **kwargs):
            return ""

    import sys

    real = sys.modules.get("segno")
    sys.modules["segno"] = Segno()
    try:
        phones.settings_code("https://example.org/forms/key/t", "Office · Tablet")
    finally:
        if real is not None:
            sys.modules["segno"] = real
        else:
            del sys.modules["segno"]

    settings = json.loads(zlib.decompress(base64.b64decode(packed["text"])))
    assert settings["general"]["server_url"] == "https://example.org/forms/key/t"
    assert settings["admin"] == {}


@pytest.mark.sqlite_only
def test_a_bad_upload_shows_its_sentence_and_keeps_nothing(client, analyst, mission):
    client.force_login(analyst)

    page = client.post(
        reverse("collection:upload"),
        {"office": mission.prishtine.id, "file": SimpleUploadedFile("f.xml", workbook())},
    )

    assert page.status_code == 422
    assert "named .xml but is an Excel workbook" in page.content.decode()
    assert not Form.objects.exists()


@pytest.mark.sqlite_only
def test_two_hundred_megabytes_are_refused_before_they_are_read(client, analyst, survey):
    client.force_login(analyst)
    length = {"CONTENT_LENGTH": str(200 * 1024 * 1024)}

    page = client.generic("POST", reverse("collection:upload"), b"x", **length)
    phone = client.generic("POST", f"{survey.at}/submission", b"x", **length)

    assert (page.status_code, phone.status_code) == (413, 413)
    assert "larger than 50 MB" in page.content.decode()


@pytest.mark.sqlite_only
def test_a_formula_in_an_answer_stays_text_in_the_export(client, survey, one, analyst):
    client.force_login(analyst)

    text = b"".join(
        client.get(reverse("collection:export", args=[survey.form.id, "csv"])).streaming_content
    )

    assert "'=HYPERLINK(1)" in text.decode()
    assert ",=HYPERLINK" not in text.decode()


@pytest.mark.sqlite_only
def test_a_repetition_is_exported_as_its_own_table(client, survey, send, analyst):
    send(filled("uuid:2"))
    client.force_login(analyst)

    place = reverse("collection:export", args=[survey.form.id, "csv"]) + "?repeat=child"
    lines = b"".join(client.get(place).streaming_content).decode().splitlines()

    assert lines[0].endswith("_row,_parent,child_name,child_age,_export")
    assert [line.rsplit(",", 5)[1:-1] for line in lines[1:]] == [
        ["1", "1", "Dona", "7"],
        ["2", "1", "Arbër", "9"],
    ]


@pytest.mark.sqlite_only
def test_answers_come_page_by_page(survey, send, analyst, client):
    for number in range(7):
        send(filled(f"uuid:{number}"))

    first = list(queries.rows_of(analyst, survey.form, limit=3))
    second = list(queries.rows_of(analyst, survey.form, after=first[-1][0].id, limit=3))
    third = list(queries.rows_of(analyst, survey.form, after=second[-1][0].id, limit=3))

    seen = [one.instance_id for one, _ in first + second + third]
    assert seen == [f"uuid:{number}" for number in reversed(range(7))]


def test_an_answer_is_corrected_and_the_correction_taken_back(client, survey, one, analyst):
    client.force_login(analyst)
    typed = {"kind": "change", "question": "age", "new": "30", "reason": "typed wrong"}
    typed["seen"] = '{"age": "130"}'

    client.post(reverse("collection:correct", args=[one.id]), typed)
    one.refresh_from_db()
    corrected = queries.answers_of(one)["main"]["age"]
    line = one.cleaning.get()
    client.post(reverse("collection:undo", args=[one.id, line.id]))

    one.refresh_from_db()
    line.refresh_from_db()
    assert corrected == "30"
    assert queries.answers_of(one)["main"]["age"] == "130"
    assert queries.answers_of(one, cleaned=False)["main"]["age"] == "130"
    assert (line.state, line.undone_by) == ("undone", analyst)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "change", "question": "age", "new": "old", "reason": "x"}, "type int"),
        ({"kind": "change", "question": "works", "new": "maybe", "reason": "x"}, "choices"),
        ({"kind": "change", "question": "age", "new": "30", "reason": ""}, "Say why"),
        ({"kind": "change", "question": "age", "new": "", "reason": "x"}, "missing"),
    ],
)
def test_a_bad_correction_is_refused_beside_its_field(client, one, analyst, typed, words):
    client.force_login(analyst)

    page = client.post(
        reverse("collection:correct", args=[one.id]), {**typed, "seen": '{"age": "130"}'}
    )

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not one.cleaning.exists()


LOG = """uuid,question,change_type,old_value,new_value,reason,enumerator
uuid:1,age,change_response,130,30,typed wrong,7
1,colours.red,change_response,0,1,forgot,7
uuid:1,nothing,change_response,1,2,?,7
uuid:1,age,change_response,55,31,?,7
uuid:9,age,change_response,1,2,?,7
uuid:1,works,change_response,,maybe,?,7
uuid:1,age,no_action,,,checked,7
uuid:1,name,blank_response,,,joke,7
"""


def test_a_log_is_loaded_applied_and_its_other_lines_reported(client, survey, one, analyst):
    client.force_login(analyst)
    place = reverse("collection:cleaning-load", args=[survey.form.id])

    page = client.post(
        place, {"file": SimpleUploadedFile("log.csv", LOG.encode())}, follow=True
    ).content.decode()
    client.post(place, {"file": SimpleUploadedFile("log.csv", LOG.encode())})

    one.refresh_from_db()
    answers = queries.answers_of(one)["main"]
    assert (answers["age"], answers["colours"], "name" in answers) == ("30", "red", False)
    assert "Lines: 8. Applied: 3, looked at without change: 1, not applied: 4" in page
    for reason in [
        "no question “nothing”",
        "The old value is not the present answer to “age”",
        "There is no submission with this id",
        "not one of its choices",
    ]:
        assert reason in page
    assert one.cleaning.count() == 7  # the same file again adds nothing


@pytest.mark.sqlite_only
def test_an_excel_log_with_other_headings_is_read_by_its_mapping(client, survey, one, analyst):
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Interview", "Variable", "Value", "Note"])
    sheet.write_row(1, 0, ["uuid:1", "age", 30, "typed wrong"])
    book.close()
    client.force_login(analyst)
    place = reverse("collection:cleaning-load", args=[survey.form.id])
    columns = {"instance": "Interview", "new": "Value", "reason": "Note"}

    def upload(**mapping):
        return client.post(
            place, {"file": SimpleUploadedFile("log.xlsx", file.getvalue()), **mapping}
        )

    unread, wrong, loaded = upload(), upload(instance="Uuid"), upload(**columns)

    one.refresh_from_db()
    assert "Say which column holds instance" in unread.content.decode()
    assert "no column “Uuid”" in wrong.content.decode()
    assert loaded.status_code == 302
    assert queries.answers_of(one)["main"]["age"] == "30"


@pytest.mark.sqlite_only
def test_a_removed_submission_leaves_the_figures_and_comes_back(survey, one, analyst):
    line = actions.correct_answer(analyst, one.id, kind="remove", reason="no consent")
    without = list(queries.rows_of(analyst, survey.form))

    actions.undo_line(analyst, line.id)

    assert without == []
    assert len(list(queries.rows_of(analyst, survey.form))) == 1


@pytest.mark.sqlite_only
def test_a_line_that_others_build_on_is_not_taken_back_first(survey, one, analyst):
    from waystation.foundation.shared.errors import Refusal

    first = actions.correct_answer(analyst, one.id, question="age", new="30", reason="a")
    second = actions.correct_answer(analyst, one.id, question="age", new="31", reason="b")

    with pytest.raises(Refusal, match="later correction"):
        actions.undo_line(analyst, first.id)
    actions.undo_line(analyst, second.id)
    actions.undo_line(analyst, first.id)

    one.refresh_from_db()
    assert queries.answers_of(one)["main"]["age"] == "130"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("seen", [None, "", "[]", "no json", '{"age": "55"}', "{}"])
def test_a_second_corrector_who_has_not_seen_the_present_answer_overwrites_nothing(
    client, survey, one, analyst, seen
):
    client.force_login(analyst)
    place = reverse("collection:correct", args=[one.id])
    typed = {"kind": "change", "question": "age", "new": "30", "reason": "x"}

    answer = client.post(place, typed if seen is None else {**typed, "seen": seen})

    assert answer.status_code == 409
    assert not one.cleaning.exists()


@pytest.mark.sqlite_only
def test_the_second_of_two_correctors_sees_what_the_first_made_of_it(client, one, analyst):
    client.force_login(analyst)
    place = reverse("collection:correct", args=[one.id]) + "?question=age"
    typed = {"kind": "change", "question": "age", "reason": "typed wrong"}
    seen = client.get(place).context["seen"]

    client.post(place, {**typed, "new": "30", "seen": seen})
    second = client.post(place, {**typed, "new": "31", "seen": seen})

    one.refresh_from_db()
    assert second.status_code == 409
    assert "corrected this answer to “30”" in second.content.decode()
    assert queries.answers_of(one)["main"]["age"] == "30"
