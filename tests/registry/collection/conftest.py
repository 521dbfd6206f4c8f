"""A small form with every kind of rule, the people around it, and a phone."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import pytest
import xlsxwriter

SURVEY = [
    ["type", "name", "label", "required", "relevant", "constraint", "constraint_message",
     "choice_filter", "calculation"],
    ["text", "name", "Name", "yes", "", "", "", "", ""],
    ["integer", "age", "Age", "yes", "", ". >= 0 and . <= 120", "Between 0 and 120", "", ""],
    ["select_one yes_no", "works", "Works?", "", "${age} > 15", "", "", "", ""],
    ["select_one region", "region", "Region", "", "", "", "", "", ""],
    ["select_one town", "town", "Town", "", "", "", "", "region=${region}", ""],
    ["select_multiple colour", "colours", "Colours", "", "", "count-selected(.) <= 2", "", "", ""],
    ["image", "photo", "Photo", "", "", "", "", "", ""],
    ["begin_repeat", "child", "Child", "", "", "", "", "", ""],
    ["text", "child_name", "Name of the child", "", "", "", "", "", ""],
    ["integer", "child_age", "Age of the child", "", "", ". < ${age}", "Younger", "", ""],
    ["end_repeat", "", "", "", "", "", "", "", ""],
    ["calculate", "children", "", "", "", "", "", "", "count(${child})"],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label", "region"],
    ["yes_no", "yes", "Yes", ""],
    ["yes_no", "no", "No", ""],
    ["region", "north", "North", ""],
    ["region", "south", "South", ""],
    ["town", "mitrovice", "Mitrovicë", "north"],
    ["town", "prizren", "Prizren", "south"],
    ["colour", "red", "Red", ""],
    ["colour", "green", "Green", ""],
    ["colour", "blue", "Blue", ""],
]


def workbook(survey=SURVEY, choices=CHOICES, settings=(("form_id", "household"),
                                                       ("form_title", "Household"),
                                                       ("version", "1"))):  # fmt: skip
    """Return the bytes of an XLSForm."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    columns = list(zip(*settings, strict=True))
    for name, rows in {"survey": survey, "choices": choices, "settings": columns}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell))
    book.close()
    return file.getvalue()


def filled(instance="uuid:1", version="1", form="household", body=None, extra=""):
    """Return the XML of a submission that keeps every rule, unless ``body`` says otherwise."""
    answers = (
        body
        if body is not None
        else (
            "<name>Zana</name><age>34</age><works>yes</works><region>south</region>"
            "<town>prizren</town><colours>red blue</colours><children>2</children>"
            "<child><child_name>Dona</child_name><child_age>7</child_age></child>"
            "<child><child_name>Arbër</child_name><child_age>9</child_age></child>"
        )
    )
    return (
        f'<data id="{form}" version="{version}">{answers}{extra}'
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()


@pytest.fixture
def analyst(mission):
    """Drita designs forms, reads and cleans, in all offices of the organisation."""
    return mission.hire("Drita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def reader_elsewhere(mission):
    """Vesna may read forms and submissions, but of the office in Pejë only."""
    return mission.hire("Vesna Ilić", mission.peje, "programme_manager")


@pytest.fixture
def survey(mission, analyst, arta):
    """The small form, published, and Arta's phone."""
    from waystation.registry.collection import actions

    version = actions.upload_form(analyst, mission.prishtine.id, "household.xlsx", workbook())
    version = actions.publish_version(analyst, version.id)
    phone, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet 3")
    return SimpleNamespace(
        form=version.form, version=version, phone=phone, token=token, at=f"/forms/key/{token}"
    )


@pytest.fixture
def send(client, survey):
    """Send a submission as a phone does."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def post(content, token=None, **files):
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", content, "text/xml")}
        for number, (name, body) in enumerate(files.items()):
            parts[f"file{number}"] = SimpleUploadedFile(name.replace("_", "."), body, "image/jpeg")
        return client.post(f"/forms/key/{token or survey.token}/submission", parts)

    return post


@pytest.fixture
def publish(mission, analyst, survey):
    """Upload and publish a form made of rows, for the phone of ``survey``; return the version."""
    from waystation.registry.collection import actions

    def published(key, rows, version="1", choices=None, files=None):
        about = (("form_id", key), ("form_title", key), ("version", version))
        content = workbook(rows, choices or [["list_name", "name", "label"]], about)
        draft = actions.upload_form(
            analyst, mission.prishtine.id, f"{key}.xlsx", content, files or {}
        )
        return actions.publish_version(analyst, draft.id)

    return published


@pytest.fixture
def upload_draft(mission, analyst):
    """Upload a form as a draft; return it with what its notes say."""
    from waystation.analysis.xforms.messages import Note
    from waystation.registry.collection import actions

    def send(content, name="probe.xlsx", files=None):
        draft = actions.upload_form(analyst, mission.prishtine.id, name, content, files or {})
        draft.sentences = [str(Note.from_json(note)) for note in draft.notes if "code" in note]
        return draft

    return send


@pytest.fixture
def answer(upload_draft, analyst, client, send, survey):
    """Publish a form and send answers; return the problems of each and the rows of the CSV file."""
    from django.urls import reverse

    from waystation.registry.collection import actions
    from waystation.registry.collection.models import Submission

    def run(content, *bodies, files=None):
        version = actions.publish_version(analyst, upload_draft(content, files=files).id)
        for number, body in enumerate(bodies):
            sent = filled(f"uuid:{number}", version.name, version.form.key, body)
            assert send(sent).status_code == 201
        client.force_login(analyst)
        place = reverse("collection:export", args=[version.form_id, "csv"])
        text = b"".join(client.get(place).streaming_content).decode("utf-8-sig")
        headings = next(csv.reader(io.StringIO(text)))
        assert len(headings) == len(set(headings)), headings
        problems = [
            [(one["kind"], one["question"]) for one in submission.problems]
            for submission in Submission.objects.filter(form=version.form).order_by("id")
        ]
        return problems, list(csv.DictReader(io.StringIO(text)))[::-1]

    return run
