"""Uploading a form: what is wrong is said with its row and column, and nothing is half-saved."""

import io
import tarfile
import zipfile

import pytest

from tests.registry.collection.conftest import CHOICES, SURVEY, workbook
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Form, FormVersion

pytestmark = pytest.mark.django_db


def with_row(*row, at=2):
    rows = [list(one) for one in SURVEY]
    rows.insert(at, [*row, *[""] * (len(SURVEY[0]) - len(row))])
    return rows


def zip_of_zeros(megabytes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * megabytes * 1024 * 1024)
    return file.getvalue()


def with_entities():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'
        )
    return file.getvalue()


XFORM = read_upload("household.xlsx", workbook()).xml

BAD = {
    "a calculation in a circle": (
        "f.xlsx",
        workbook(
            [
                *SURVEY,
                ["calculate", "a", *[""] * 6, "${b} + 1"],
                ["calculate", "b", *[""] * 6, "${a} + 1"],
            ]
        ),
        ["row 14", "column I", "Circular reference", "a → b → a"],
    ),
    "a question that shows only if it is answered": (
        "f.xlsx",
        workbook(with_row("text", "own", "Own", "", "${own} = 'x'")),
        ["row 3", "column E", "Circular"],
    ),
    "an unknown type": ("f.xlsx", workbook(with_row("telepathy", "t", "T")), ["row 3", "column A"]),
    "a missing question": (
        "f.xlsx",
        workbook(with_row("text", "t", "T", "", "${nobody} = 1")),
        ["row 3", "column E", "nobody"],
    ),
    "a missing list of choices": (
        "f.xlsx",
        workbook(with_row("select_one planets", "t", "T")),
        ["row 3", "planets"],
    ),
    "the same name twice": ("f.xlsx", workbook(with_row("text", "age", "T")), ["age"]),
    "a rule that is no expression": (
        "f.xlsx",
        workbook(with_row("integer", "t", "T", "", "", ". > and 3")),
        ["row 3", "column F"],
    ),
    "an unknown function": (
        "f.xlsx",
        workbook(with_row("integer", "t", "T", "", "", "guess(.)")),
        ["row 3", "column F", "guess()"],
    ),
    "no survey sheet": ("f.xlsx", workbook([["x"]]), ["survey"]),
    "a spreadsheet renamed .xml": ("f.xml", workbook(), ["named .xml but is an Excel workbook"]),
    "an XML renamed .xlsx": ("f.xlsx", XFORM, ["named .xlsx but is an XML file"]),
    "an XML that is no form": ("f.xml", b"<a/>", ["not a form", "<a>"]),
    "half an XML": ("f.xml", XFORM[:400], ["not readable XML", "line"]),
    "an XML bomb": (
        "f.xml",
        b'<!DOCTYPE a [<!ENTITY b "cccccccccc">]>' + XFORM[XFORM.index(b"<h:html") :],
        ["entities"],
    ),
    "entities in a workbook": ("f.xlsx", with_entities(), ["entities"]),
    "a zip bomb": ("f.xlsx", zip_of_zeros(130), ["unpacks to more than 120 MB"]),
    "a damaged workbook": ("f.xlsx", workbook()[:2000], ["damaged"]),
    "a picture": ("f.xlsx", b"\xff\xd8\xff\xe0 not a workbook", ["neither"]),
    "nothing": ("f.xlsx", b"", ["empty"]),
    "far too much": ("f.xlsx", b"PK\x03\x04" + bytes(26 * 1024 * 1024), ["larger than 25 MB"]),
}


@pytest.mark.parametrize("why", BAD)
def test_a_bad_form_is_refused_in_a_sentence_and_leaves_nothing(why, mission, analyst):
    name, content, words = BAD[why]

    with pytest.raises(Refusal) as refused:
        actions.upload_form(analyst, mission.prishtine.id, name, content)

    for word in words:
        assert word in refused.value.in_english()
    assert not Form.objects.exists()
    assert not FormVersion.objects.exists()


def test_a_new_upload_replaces_the_draft(mission, analyst):
    first = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", workbook())
    second = actions.upload_form(
        analyst, mission.prishtine.id, "f.xlsx", workbook(with_row("text", "more", "More"))
    )

    assert list(FormVersion.objects.values_list("id", flat=True)) == [second.id]
    assert first.form_id == second.form_id


def test_a_published_version_cannot_be_replaced_under_the_same_name(survey, mission, analyst):
    changed = workbook(with_row("text", "more", "More"))

    with pytest.raises(Refusal, match="already published"):
        actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", changed)

    assert FormVersion.objects.count() == 1


def test_the_same_form_uploaded_and_published_again_stays_one_version(survey, mission, analyst):
    again = actions.upload_form(analyst, mission.prishtine.id, "household.xlsx", workbook())

    published = actions.publish_version(analyst, again.id)

    assert published.id == survey.version.id
    assert FormVersion.objects.count() == 1


def test_only_who_designs_forms_may_upload(mission, arta, blerim, milan):
    for user in (arta, blerim, milan):
        with pytest.raises(NotAllowed):
            actions.upload_form(user, mission.prishtine.id, "f.xlsx", workbook())


def test_publishing_is_for_designers_and_unseen_elsewhere(
    mission, analyst, arta, blerim, milan, reader_elsewhere
):
    draft = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", workbook())

    for user, error in [(arta, NotAllowed), (blerim, NotAllowed), (milan, NotSeen),
                        (reader_elsewhere, NotSeen)]:  # fmt: skip
        with pytest.raises(error):
            actions.publish_version(user, draft.id)


def test_a_form_waits_for_its_list_before_it_is_published(mission, analyst, client, arta):
    survey = with_row("select_one_from_file points.csv", "point", "Point")
    draft = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", workbook(survey))
    with pytest.raises(Refusal, match=r"Attach points\.csv first"):
        actions.publish_version(analyst, draft.id)
    with pytest.raises(Refusal, match="does not name a file other"):
        actions.attach_file(analyst, draft.id, "other.csv", b"name,label\n1,One\n")
    with pytest.raises(Refusal, match="UTF-16"):
        actions.attach_file(analyst, draft.id, "points.csv", b"\xff\xfe\x00bad")

    actions.attach_file(analyst, draft.id, "points.csv", b"name,label\nmerdare,Merdare\n")
    published = actions.publish_version(analyst, draft.id)

    _, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet")
    listed = client.get(f"/forms/key/{token}/formList").content.decode()
    manifest = listed.split("<manifestUrl>")[1].split("<")[0]
    entry = client.get(manifest).content.decode()
    url = entry.split("<downloadUrl>")[1].split("<")[0]
    assert client.get(url).content == b"name,label\nmerdare,Merdare\n"
    assert queries.definition_of(published).instances["points"] is not None


def test_choices_of_the_workbook_are_known():
    definition = read_upload("f.xlsx", workbook(choices=CHOICES)).definition

    town = definition.by_key["town"]

    assert [(c.code, c.label) for c in definition.choices_of(town)] == [
        ("mitrovice", "Mitrovicë"),
        ("prizren", "Prizren"),
    ]
    assert definition.repeats == {"/data/child": "child"}


@pytest.mark.sqlite_only  # it asks no database
@pytest.mark.data
def test_every_real_workbook_loads_or_says_why_not(data):
    folder = data / "tracking" / "xlsforms"
    loaded, refused = [], {}

    for path in sorted([*folder.glob("*.xlsx"), *(folder / "pyxform_tests").iterdir()]):
        try:
            loaded.append(read_upload(path.name, path.read_bytes()).definition)
        except Refusal as refusal:
            refused[path.name] = refusal.in_english()

    # The forms without sheets of their own include other files, which nobody uploads. Three have
    # a public key, so that nobody could check their answers here.
    assert sorted(refused) == [
        "attribute_columns_test.xlsx",
        "bad_calc.xlsx",
        "calculate_without_calculation.xls",
        "duplicate_columns.xlsx",
        "flat_xlsform_test.xlsx",
        "group_name_test.xls",
        "include.xls",
        "include.xlsx",
        "include_json.xls",
        "include_json.xlsx",
        "unknown_question_type.xls",
        "xl_date_ambiguous.xlsx",
        "xlsform_spec_test.xlsx",
    ]
    assert all(len(sentence) > 30 for sentence in refused.values())
    assert len(loaded) + len(refused) == 4 + 1 + 55 or len(loaded) > 45
    assert all(one.questions for one in loaded)


@pytest.mark.sqlite_only  # it asks no database
@pytest.mark.data
def test_xforms_of_other_makers_load_or_say_why_not(data):
    loaded, refused = [], {}
    for name in ("webforms_fixtures_xforms", "pyxform_expected_xml"):
        with tarfile.open(data / "tracking" / "xforms" / f"{name}.tar.gz") as archive:
            for member in archive.getmembers():
                if not member.name.endswith(".xml"):
                    continue
                try:
                    loaded.append(read_definition(archive.extractfile(member).read()))
                except Refusal as refusal:
                    refused[member.name] = refusal

    circular = {name for name, refusal in refused.items() if refusal.code == "form_circular"}
    assert "./test-web-forms/simple-dag-cycle.xml" in circular
    assert "nope()" in refused["./test-web-forms/xpath-unknown-function.xml"].in_english()
    assert len(loaded) >= 120
