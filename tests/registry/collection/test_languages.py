"""A form in several languages: its messages, hints, guidance and media reach who reads them."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from tests.analysis.xforms.tables import workbook
from tests.registry.collection.conftest import filled
from waystation.analysis.xforms.languages import language_of
from waystation.foundation.access import actions as access
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db

BOOK = workbook(
    """
    type | name | label::English (en) | label::Shqip (sq) | label::Srpski (sr-Latn) | hint::English (en) | hint::Shqip (sq) | guidance_hint::English (en) | guidance_hint::Shqip (sq) | constraint | constraint_message::English (en) | constraint_message::Shqip (sq) | constraint_message::Srpski (sr-Latn) | required | required_message::English (en) | required_message::Shqip (sq) | media::image::English (en) | media::image::Shqip (sq) | media::audio::Shqip (sq)
    integer | age | Age | Mosha | Godine | In years | Në vite | Ask twice | Pyet dy herë | . < 120 | Nobody is that old | Askush s'është aq plak | Niko nije toliko star | yes | Ask again | Pyet sërish | age_en.png | age_sq.png | age.mp3
    select_one yn | works | Works? | Punon? | Radi? | | | | | . = 'yes' | Only in English | | | | | | w.png | w.png
    """,  # noqa: E501
    """
    list_name | name | label::English (en) | label::Shqip (sq) | label::Srpski (sr-Latn) | image::Shqip (sq)
    yn | yes | Yes | Po | Da | po.png
    yn | no | No | Jo | Ne |
    """,  # noqa: E501
    "form_id | version | default_language\nlanguages | 1 | Shqip (sq)",
)
PICTURES = ["age.mp3", "age_en.png", "age_sq.png", "po.png", "w.png"]


@pytest.fixture
def draft(upload_draft):
    return upload_draft(BOOK)


@pytest.fixture
def held(draft, analyst, survey, send):
    """Two submissions that break the rules of the form."""
    version = actions.publish_version(analyst, draft.id)
    send(filled("uuid:old", form="languages", body="<age>130</age><works>no</works>"))
    send(filled("uuid:none", form="languages", body="<age/><works>yes</works>"))
    found = {one.instance_id: one for one in Submission.objects.filter(form=version.form)}
    return found["uuid:old"], found["uuid:none"]


WORDS = {
    "en": (["Nobody is that old", "Only in English"], "Ask again", ["Age", "Works?", "No"]),
    "sq": (["Askush s'është aq plak", "Only in English"], "Pyet sërish",
           ["Mosha", "Punon?", "Jo"]),
    "sr-latn": (["Niko nije toliko star", "Only in English"], "Pyet sërish",
                ["Godine", "Radi?", "Ne"]),
    "sr": (["Niko nije toliko star"], "Pyet sërish", ["Godine", "Radi?", "Ne"]),
    "tr": (["Askush s'është aq plak"], "Pyet sërish", ["Mosha", "Punon?", "Jo"]),
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
def test_the_page_of_a_submission_speaks_the_readers_language(
    language, client, held, analyst, milan, blerim
):
    old, none = held
    messages, required, labels = WORDS[language]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(analyst)

    def page(one):
        address = reverse("collection:submission", args=[one.id])
        return html.unescape(client.get(address).content.decode())

    assert [words for words in [*messages, *labels] if words not in page(old)] == []
    assert required in page(none)
    client.force_login(blerim)
    assert messages[0] in page(old)  # who may look reads the same
    client.force_login(milan)
    address = reverse("collection:submission", args=[old.id])
    assert client.get(address).status_code in {403, 404}


@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_api_says_it_in_the_language_that_is_asked_for(language, client, held, analyst):
    secret = access.issue_token(analyst, "test", ["submission.read"], 1)
    headers = {"authorization": f"Bearer {secret}", "accept-language": language}

    problems = [
        json.loads(client.get(f"/api/v1/collection/submissions/{one.id}", headers=headers).content)[
            "problems"
        ]
        for one in held
    ]

    assert problems[0][0].endswith(WORDS[language][0][0])
    assert problems[1][0].endswith(WORDS[language][1])


def test_a_problem_is_stored_with_a_message_that_says_something(held):
    problems = {one["question"]: one["message"] for one in held[0].problems}

    assert problems == {"age": "Askush s'është aq plak", "works": "Only in English"}


@pytest.mark.parametrize(
    ("asked", "there", "elsewhere"),
    [
        ("?language=English (en)", ["In years", "Ask twice", "Nobody is that old", "Ask again",
                                    "age_en.png"], ["Në vite", "age_sq.png"]),
        ("?language=Shqip (sq)", ["Në vite", "Pyet dy herë", "aq plak", "Pyet sërish",
                                  "age_sq.png", "age.mp3", "Po"], ["In years", "age_en.png"]),
        ("?language=Klingon", ["In years"], ["Në vite"]),
        ("", ["In years"], ["Në vite"]),
    ],
)  # fmt: skip
def test_a_draft_is_looked_at_in_each_of_its_languages(
    asked, there, elsewhere, client, draft, analyst
):
    client.force_login(analyst)
    address = reverse("collection:version", args=[draft.id])

    page = client.get(address + asked).content.decode()
    table = page[page.index("What a phone asks") :]

    assert [words for words in there if words not in table] == []
    assert [words for words in elsewhere if words in table] == []
    assert "Srpski (sr-Latn)" in table


def test_a_phone_gets_the_media_of_every_language(client, survey, draft, analyst):
    page = client.get
    client.force_login(analyst)
    address = reverse("collection:version", args=[draft.id])
    missing = re.findall(r"missing: ([\w.]+)", page(address).content.decode())

    for name in PICTURES:
        body = b"ID3 sound" if name.endswith(".mp3") else tiny_picture()
        actions.attach_file(analyst, draft.id, name, body)
    version = actions.publish_version(analyst, draft.id)
    listed = page(f"{survey.at}/forms/{version.id}/manifest").content.decode()
    form = page(f"{survey.at}/forms/{version.id}.xml").content.decode()

    assert missing == PICTURES
    assert sorted(re.findall("<filename>(.*?)<", listed)) == PICTURES
    for words in ("Askush", "Niko nije", "Në vite", "Pyet dy herë", "jr://images/age_sq.png"):
        assert words in form


def tiny_picture():
    """Return a picture of one pixel."""
    file = io.BytesIO()
    Image.new("RGB", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("languages", "code", "names", "found"),
    [
        (["English (en)", "Shqip (sq)"], "sq", (), "Shqip (sq)"),
        (["english_(en)", "shqip_(sq)"], "sq", (), "shqip_(sq)"),
        (["en", "sq"], "sq", (), "sq"),
        (["English", "Albanian"], "sq", ("albanian", "shqip"), "Albanian"),
        (["English (en)", "Српски (sr)", "Srpski (sr-Latn)"], "sr-latn", (), "Srpski (sr-Latn)"),
        (["English (en)", "Srpski (sr-Latn)", "Српски (sr)"], "sr", (), "Српски (sr)"),
        (["Srpski (sr-Latn)", "English (en-GB)"], "en", (), "English (en-GB)"),
        (["Français (fr)", "default"], "sq", ("albanian", "shqip"), ""),
        ([], "sq", (), ""),
    ],
)
def test_the_language_of_a_reader_is_found_however_the_form_writes_it(
    languages, code, names, found
):
    assert language_of(languages, code, names) == found
