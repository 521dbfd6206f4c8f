"""Forms on which other products failed people, uploaded and answered as they were reported.

The files are in the reference data; each kind has tests of its own beside this.
"""

import re
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.analysis.xforms.messages import Note
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(data, mission, analyst, arta, client):
    """Upload a reported form, publish it with its files and send it the reported submission."""
    folder = data.parent / "cases" / "forms"
    if not folder.exists():
        pytest.skip(f"the reported forms are not at {folder}")

    def run(name, answers=None, change=lambda text: text, **files):
        office, path = mission.prishtine.id, next(folder.glob(f"{name}*.xlsx"))
        draft = actions.upload_form(analyst, office, path.name, path.read_bytes())
        for file, source in files.items():
            body = (folder / source).read_bytes()
            actions.attach_file(analyst, draft.id, file.replace("_", "."), body)
        version = actions.publish_version(analyst, draft.id)
        _, token = actions.add_app_user(analyst, office, arta.id, "Tablet")
        assert str(version.id) in client.get(f"/forms/key/{token}/formList").content.decode()
        manifest = client.get(f"/forms/key/{token}/forms/{version.id}/manifest")
        version.listed = re.findall("<filename>(.*?)</filename>", manifest.content.decode())
        if answers is None:
            return version, []
        command = [sys.executable, str(folder / "submissions.py"), answers]
        xml = change(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        part = SimpleUploadedFile("s.xml", xml.encode(), "text/xml")
        client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})
        return version, [
            (one["kind"], one["question"]) for one in Submission.objects.get().problems
        ]

    return run


def test_the_towns_of_an_external_list_are_checked(case):
    version, problems = case("02", "02")

    assert version.listed == ["itemsets.csv"]
    assert problems == [("choice", "town")]


def test_a_town_of_the_external_list_is_accepted(case):
    _, problems = case("02", "02", lambda text: text.replace("no_such_town", "t1"))

    assert problems == []


def test_search_asks_for_its_list(case):
    with pytest.raises(Refusal, match=r"Attach crops\.csv first"):
        case("03")


def test_a_crop_found_by_search_is_accepted(case):
    version, problems = case("03", "03", crops_csv="03-crops.csv")

    assert version.listed == ["crops.csv"]
    assert problems == []


def test_an_interview_five_days_ago_is_judged_by_its_own_day(case):
    _, problems = case("05", "05")

    assert problems == []


def test_entities_are_named(case):
    version, _ = case("33")

    notes = [str(Note.from_json(note)) for note in version.notes]
    assert any("Sheet entities, row 2: Entity lists" in note for note in notes)


def test_range_total_and_repeat_count_are_judged_again(case):
    _, problems = case("34", "34")

    assert set(problems) >= {("range", "sat"), ("calculate", "tot"), ("count", "p")}
