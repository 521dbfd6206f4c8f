"""Reported forms whose fault was in what the office exports: old versions, signs of numbers."""

import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.test_lists import rows_in
from tests.registry.collection.test_versions import table
from waystation.registry.collection import actions

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.sqlite_only]


@pytest.fixture
def case(data, mission, analyst, arta, client):
    """Publish reported forms, send the reported submissions, and return the form."""
    folder = data.parent / "cases" / "forms"
    if not folder.exists():
        pytest.skip(f"the reported forms are not at {folder}")

    def run(*steps):
        office = mission.prishtine.id
        _, token = actions.add_app_user(analyst, office, arta.id, "Tablet")
        for file, answers in steps:
            content = (folder / file).read_bytes()
            draft = actions.upload_form(analyst, office, file, content)
            form = actions.publish_version(analyst, draft.id).form
            command = [sys.executable, str(folder / "submissions.py"), answers]
            xml = subprocess.run(command, capture_output=True, check=True).stdout
            part = SimpleUploadedFile("s.xml", xml, "text/xml")
            answer = client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})
            assert answer.status_code == 201
        client.force_login(analyst)
        return form

    return run


def test_the_village_of_the_first_version_is_in_the_export(case, client):
    form = case(("01-old-version-v1.xlsx", "01-v1"), ("01-old-version-v2.xlsx", "01-v2"))

    rows, notes = table(client, form)

    answers = {(row["_version"], row["village"], row["settlement"]) for row in rows}
    assert answers == {("1", "Gjakova e re", ""), ("2", "", "Old mill")}
    assert ["village: Asked in version 1."] in notes


def test_negative_coordinates_stay_as_they_are_and_a_formula_is_guarded(case, client):
    form = case(("11-negative-coordinates.xlsx", "11"))

    (row,) = rows_in(client.get(reverse("collection:export", args=[form.id, "csv"])))

    exported = row["balance"], row["where"], row["tel"], row["note"]
    assert exported == ("-120.5", "-13.5 -8.25 0 5", "+38344111222", "'=1+1")
