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
from tests.registry.collection.test_lists import cells_of, rows_in
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

    answer = client.get(address + asked)
    page, menu = answer.content.decode(), client.get(reverse("collection:forms")).context
    table = page[page.index("What a phone asks") :]

    assert [words for words in there if words not in table] == []
    assert [words for words in elsewhere if words in table] == []
    assert "Srpski (sr-Latn)" in table
    assert answer.context["languages"] == menu["languages"]  # those of the program, in its menu


def test_a_text_that_is_not_translated_is_in_the_default_language(client, upload_draft, analyst):
    draft = upload_draft(
        workbook(
            """
            type | name | label::English (en) | label::Shqip (sq) | label::Српски (sr) | label::العربية (ar) | hint::Shqip (sq) | hint::العربية (ar) | hint::English (en)
            text | a | Name | Emri | Име | الاسم | Si në letërnjoftim | كما في الهوية | As in the card
            text | b | Town | Qyteti | Град | المدينة | | المدينة التي يعيش فيها | Where you live
            """,  # noqa: E501
            settings="form_id | version | default_language\nfallback | 1 | Shqip (sq)",
        )
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sr"
    client.force_login(analyst)

    page = client.get(reverse("collection:version", args=[draft.id])).content.decode()

    assert "Име" in page
    assert "Si në letërnjoftim" in page
    assert "كما في الهوية" not in page
    assert "Where you live" in page  # neither in Serbian nor in the default


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


HEADINGS = {
    "en": {"age": "Age", "works": "Works?"},
    "sq": {"age": "Mosha", "works": "Punon?"},
    "sr-latn": {"age": "Godine", "works": "Radi?"},
    "tr": {"age": "Mosha", "works": "Punon?"},  # the form's default
}
NO = {"en": "No", "sq": "Jo", "sr-latn": "Ne", "tr": "Jo"}


@pytest.mark.parametrize("language", HEADINGS)
def test_the_headings_of_answers_are_in_the_readers_language(
    language, client, held, analyst, milan, blerim
):
    form, expected = held[0].form, HEADINGS[language]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    secret = access.issue_token(analyst, "test", ["form.read", "submission.read"], 1)
    headers = {"authorization": f"Bearer {secret}", "accept-language": language}
    table = f"/api/v1/collection/forms/{form.id}/answers"
    place = reverse("collection:answers", args=[form.id])
    files = {kind: reverse("collection:export", args=[form.id, kind]) for kind in ("csv", "xlsx")}

    told = client.get(table, {"labels": "true"}, headers=headers).json()
    client.force_login(blerim)
    page = html.unescape(client.get(place).content.decode())
    in_words = html.unescape(client.get(f"{place}?labels=1").content.decode())
    client.force_login(analyst)
    names = rows_in(client.get(files["csv"]))
    labels = rows_in(client.get(files["csv"], {"labels": "1"}))
    book = client.get(files["xlsx"]).content
    words = cells_of(client.get(files["xlsx"], {"labels": "1"}).content)
    client.force_login(milan)

    assert {one["key"]: one["label"] for one in told["columns"]} == expected
    assert {row["answers"]["works"] for row in told["rows"]} >= {NO[language]}
    for key, label in expected.items():
        assert (key if label.lower() == key else f"{label} · {key}") in page
    assert f">{NO[language]}<" in re.sub(r"\s*([<>])\s*", r"\1", in_words)
    assert [{"age", "works"} <= set(row) and row["works"] for row in names] == ["yes", "no"]
    assert [row[expected["works"]] for row in labels][1] == NO[language]
    assert set(expected.values()) <= set(next(row for row in words if "_submission" in row))
    assert NO[language] in {cell for row in words for cell in row}
    assert set(expected.items()) <= {tuple(row[:2]) for row in cells_of(book, 1)}
    assert client.get(place).status_code == 404


def test_headings_that_are_the_same_have_the_names_of_their_questions_too(answer, client, analyst):
    book = workbook(
        """
        type | name | label | calculation
        text | a | Name
        text | b | Name
        text | c | _state
        calculate | d | | 1
        """,
        settings="form_id | version\nsame | 1",
    )
    answer(book, "<a>x</a><b>y</b><c>z</c><d>1</d>")
    form = Submission.objects.get().form
    client.force_login(analyst)

    [row] = rows_in(client.get(reverse("collection:export", args=[form.id, "csv"]), {"labels": 1}))

    assert (row["Name (a)"], row["Name (b)"], row["_state_"], row["d"]) == ("x", "y", "z", "1")


def test_a_code_that_means_two_places_has_both_labels(answer, client, analyst):
    book = workbook(
        """
        type | name | label | choice_filter
        select_one region | region | Region |
        select_one town | town | Town | region=${region}
        """,
        """
        list_name | name | label | region
        region | n | North |
        region | s | South |
        town | 1 | Mitrovicë | n
        town | 1 | Prizren | s
        town | 2 | Gjakova | s
        """,
        "form_id | version | allow_choice_duplicates\ntwo | 1 | yes",
    )
    answer(book, "<region>s</region><town>1</town>", "<region>s</region><town>2</town>")
    submission = Submission.objects.get(instance_id="uuid:0")
    client.force_login(analyst)

    place = reverse("collection:export", args=[submission.form_id, "csv"])
    towns = [row["Town"] for row in rows_in(client.get(place, {"labels": 1}))]
    page = client.get(reverse("collection:submission", args=[submission.id])).content.decode()

    assert towns == ["Gjakova", "Mitrovicë / Prizren"]
    assert "Mitrovicë / Prizren" in page


@pytest.mark.parametrize("language", ["en", "sq"])
def test_versions_are_compared_in_one_language(language, client, publish, send, analyst):
    """The default changed from English to Albanian, and a choice its meaning in English only."""
    head = ["type", "name", "label::English (en)", "label::Shqip (sq)"]
    rows = [head, ["select_one h", "home", "Home", "Banesa"]]
    lists = ["list_name", "name", "label::English (en)", "label::Shqip (sq)"]
    publish("compared", rows, "1", [lists, ["h", "1", "Owner", "Pronar"], ["h", "2", "B", "B"]])
    rows = [[*head[:2], "label::Albanian (sq)", "label::English (en)"],
            ["select_one h", "home", "Banesa", "Home"]]  # fmt: skip
    lists = ["list_name", "name", "label::Albanian (sq)", "label::English (en)"]
    other = [lists, ["h", "1", "Pronar", "Tenant"], ["h", "2", "B", "B"]]
    form = publish("compared", rows, "2", other).form
    secret = access.issue_token(analyst, "test", ["form.read", "submission.read"], 1)
    headers = {"authorization": f"Bearer {secret}", "accept-language": language}

    told = client.get(f"/api/v1/collection/forms/{form.id}/answers", headers=headers).json()

    found = [change.partition(" in version")[0] for change in told["columns"][0]["changes"]]
    assert found == {"en": ["1 meant “Owner”"], "sq": []}[language]


@pytest.mark.parametrize(
    ("languages", "code", "names", "found"),
    [
        (["English (en)", "Albanian (sq)"], "sq", (), "Albanian (sq)"),
        (["English (eng)", "Shqip (sqi)"], "sq", (), "Shqip (sqi)"),
        (["eng", "srp"], "sr", (), "srp"),
        (["English", "srpski"], "sr-latn", ("serbian latin", "srpski", "serbian"), "srpski"),
        (["English", "srpski"], "sr", ("serbian", "српски", "srpski"), "srpski"),
        (["Српски (sr)", "srpski"], "sr-latn", ("serbian latin", "srpski"), "srpski"),
        (["srpski", "српски"], "sr", ("serbian", "српски", "srpski"), "српски"),
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
