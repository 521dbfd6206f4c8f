"""CVs: proposed line by line, never written by themselves; Europass there and back."""

import io
import json
import zipfile
import zlib
from datetime import date

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.skills.test_esco import LABELS, load
from waystation.foundation.audit.models import Entry
from waystation.foundation.documents import uploads
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people import actions as files
from waystation.registry.skills import actions, queries
from waystation.registry.skills.cv import europass, opening
from waystation.registry.skills.models import (
    ProfileLanguage,
    ProfileLink,
    ProfileOccupation,
    ProfileSkill,
)
from waystation.registry.skills.rules.profiles import MOST_CVS
from waystation.registry.skills.sections import SECTIONS

pytestmark = pytest.mark.django_db
TEXT = """Besim Markperson
2015 - 2020: zavarivač, Fabrika Prishtinë
Work: electrician
Languages
German: B2 listening, B1 speaking
English (C1)
Albanian - mother tongue
I apply MIG welding techniques every day and follow health and safety procedures.
Driving licence: CE
"""


def proposed(user, profile, name, content):
    return queries.proposals_of_cv(user, profile.id, name, content)


def lines(found, section):
    return [one.values for one in found.lines if one.section == section]


def docx(text):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
    return made.getvalue()


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (uploads.MOST_UNPACKED + 1))
    return made.getvalue()


def pdf_with(attachment=None, text="page"):
    """A PDF of one page, as small as the format allows, with a file embedded where one is given."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    content = DecodedStreamObject()
    content.set_data(stream)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(content)
    if attachment is not None:
        writer.add_attachment("attachment.xml", attachment)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(("name", "content"), [("cv.txt", TEXT.encode()), ("cv.docx", docx(TEXT))])
def test_a_cv_proposes_what_its_text_says(arta, profile, name, content):
    load("esco_skills", "labels", LABELS)

    found = proposed(arta, profile, name, content)

    assert not found.from_data
    codes = [one["code"] for one in lines(found, "occupations")]
    assert codes[0] == "7212"
    assert "7411" in codes
    languages = {one["language"]: one for one in lines(found, "languages")}
    assert languages["sq"]["native"]
    assert (languages["de"]["listening"], languages["en"]["writing"]) == ("B1", "C1")
    assert [one["name"] for one in lines(found, "skills")] == [
        "apply MIG welding techniques",
        "follow health and safety procedures",
    ]
    assert lines(found, "documents") == [{"kind": "driving_ce"}]


def test_without_the_pack_a_cv_proposes_the_skills_that_several_others_have(
    arta, mission, agree, profile
):
    for number in range(5):
        person = files.record_person(
            arta, mission.prishtine, given=f"Fictional{number}", family=f"Person{number}"
        )
        agree(person)
        other = actions.open_profile(arta, person.id)
        actions.add_line(arta, other.id, "skills", name="TIG welding", weight="essential")
        if number < 4:
            actions.add_line(arta, other.id, "skills", name="seldom seen", weight="other")

    found = proposed(arta, profile, "cv.txt", b"I know TIG Welding and seldom seen tricks.")

    assert lines(found, "skills") == [{"name": "TIG welding", "uri": "", "weight": "other"}]


@pytest.mark.parametrize("heading", ["Languages", "GJUHËT", "Језици", "Sprachkenntnisse:"])
def test_a_heading_of_a_cv_is_no_occupation(arta, profile, heading):
    found = proposed(arta, profile, "cv.txt", f"{heading}\nzavarivač\n".encode())

    assert [one["code"] for one in lines(found, "occupations")] == ["7212"]


def test_nothing_is_written_before_it_is_ticked(client, arta, profile):
    client.force_login(arta)
    before = ProfileOccupation.objects.count()
    address = reverse("skills:cv", args=[profile.id])

    shown = client.post(address, {"file": SimpleUploadedFile("cv.txt", TEXT.encode())})

    assert ProfileOccupation.objects.count() == before
    ticks = [one["value"] for one in shown.context["lines"]]
    wanted = [one for one in ticks if '"7411"' in one or '"en"' in one or '"de"' in one]
    assert client.post(address, {"line": wanted}).status_code == 302
    assert ProfileOccupation.objects.filter(profile=profile, code="7411").count() == 1
    assert ProfileLanguage.objects.get(profile=profile, language="en").writing == "C1"
    assert ProfileLanguage.objects.get(profile=profile, language="de").listening == "B2"


def test_only_who_may_change_the_profile_reads_a_cv_into_it(arta, milan, blerim, profile):
    with pytest.raises(NotSeen):
        proposed(milan, profile, "cv.txt", TEXT.encode())
    with pytest.raises(NotAllowed):
        proposed(blerim, profile, "cv.txt", TEXT.encode())
    with pytest.raises(NotSeen):
        queries.europass_of(milan, profile.id, "xml")
    assert queries.europass_of(blerim, profile.id, "xml")[1] == "application/xml"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.docx", bomb(), "upload_bomb"),
        ("cv.exe", b"MZ\x90\x00", "no_cv"),
        ("cv.txt", b"#!/bin/sh\nrm -rf /", "no_cv"),
        ("cv.txt", b"<script>alert(1)</script>", "not_text"),
        ("cv.html", b"<script>alert(1)</script>", "no_cv"),
        ("cv.pdf", b"<script>alert(1)</script>", "no_cv"),
        ("cv.pdf", b"%PDF-1.7 nothing more", "file_damaged"),
        ("cv.docx", b"PK\x03\x04 nothing more", "upload_damaged"),
        ("cv.xml", b"<a/>", "no_europass"),
        (
            "cv.xml",
            b'<!DOCTYPE a [<!ENTITY b "bb">]><Candidate xmlns="http://www.europass.eu/1.0"/>',
            "not_xml",
        ),
        ("cv.txt", b"", "no_file"),
        ("cv.txt", b"x" * (opening.LARGEST_BYTES + 1), "too_large"),
        ("cv.txt", b"\xff\xfe\x00", "not_utf8"),
    ],
)
def test_a_file_that_is_no_cv_gets_a_clear_sentence(arta, profile, name, content, code):
    with pytest.raises(Refusal) as refused:
        proposed(arta, profile, name, content)

    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_pdf_whose_stream_unpacks_without_end_is_stopped(arta, profile):
    packed = zlib.compress(b"0" * (400 * uploads.MEGABYTE), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    head += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    head += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    body = head + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    with pytest.raises(Refusal) as refused:
        proposed(arta, profile, "cv.pdf", body)

    assert refused.value.field == "file"


def test_ten_thousand_skills_get_a_sentence_and_none_of_them_is_added(client, arta, profile):
    wanted = [
        ("skills", {"name": f"skill {number}", "weight": "other"}) for number in range(10_000)
    ]

    with pytest.raises(Refusal) as refused:
        actions.add_lines(arta, profile.id, wanted)

    assert refused.value.code == "too_many_lines"
    assert "10001" in refused.value.in_english()
    assert ProfileSkill.objects.filter(profile=profile).count() == 1


def test_what_was_ticked_is_checked_like_anything_typed(client, arta, profile):
    client.force_login(arta)
    address = reverse("skills:cv", args=[profile.id])
    good = json.dumps(["languages", {"language": "it", "reading": "B1"}])

    for ticked in ("{", "[1]", '["nothing", {}]'):
        assert client.post(address, {"line": [ticked]}).status_code in {404, 422}
    wrong = json.dumps(["languages", {"language": "fr", "reading": "B7"}])
    client.post(address, {"line": [good, wrong]})

    assert set(ProfileLanguage.objects.values_list("language", flat=True)) == {"de", "sq", "it"}


def test_a_europass_pdf_is_read_from_its_data_and_never_guessed_from_its_text(arta, profile):
    candidate = europass.as_xml(
        {
            "occupations": [
                {
                    "title": "Schweißer",
                    "code": "7212",
                    "esco_uri": "",
                    "since": date(2019, 5, 1),
                    "until": None,
                }
            ],
            "languages": [],
            "skills": [],
            "education": [],
            "certificates": [],
            "documents": [],
        },
        given="Besim",
        family="Markperson",
        language="de",
        title_of={},
    )

    found = proposed(arta, profile, "cv.pdf", pdf_with(candidate, "electrician"))
    plain = proposed(arta, profile, "cv.pdf", pdf_with(None, "electrician"))

    assert found.from_data
    assert [(one.section, one.values["code"]) for one in found.lines] == [("occupations", "7212")]
    assert found.lines[0].values["since"] == date(2019, 5, 1)
    assert not plain.from_data
    assert [one["code"] for one in lines(plain, "occupations")] == ["7411"]


def test_a_profile_goes_out_as_europass_and_comes_back_the_same(arta, besim, profile):
    for section, values in (
        ("education", {"level": "isced-3", "title": "Welding", "country": "XK", "year": 2018}),
        (
            "certificates",
            {
                "name": "EN ISO 9606-1",
                "issuer": "TÜV",
                "issued_on": date(2024, 2, 1),
                "valid_until": date(2027, 2, 1),
            },
        ),
        ("documents", {"kind": "driving_b"}),
        ("skills", {"name": "arc", "uri": f"{europass.ESCO}skill/arc", "weight": "other"}),
        ("occupations", {"code": "7411", "since": date(2012, 1, 1), "until": date(2014, 1, 1)}),
    ):
        actions.add_line(arta, profile.id, section, **values)
    stored = queries.contents_of(profile)

    content, media = queries.europass_of(arta, profile.id, "pdf")

    assert media == "application/pdf"
    assert list(pypdf.PdfReader(io.BytesIO(content)).attachments) == [europass.FILE]
    assert Entry.objects.filter(user_id=arta.id, verb__startswith="export").count() == 1
    found = proposed(arta, profile, "europass.pdf", content)
    assert found.from_data
    told = {
        "occupations": ("code", "since", "until"),
        "skills": ("name", "uri"),
        "languages": ("language", "native", *SECTIONS["languages"].table.names[2:7]),
        "education": ("level", "title", "country", "year"),
        "certificates": ("name", "issuer", "issued_on", "valid_until"),
    }
    for section, names in told.items():
        table = SECTIONS[section].table
        back = [table.complete(values) for values in lines(found, section)]
        assert sorted([one[name] for name in names] for one in back) == sorted(
            [one[name] for name in names] for one in stored[section]
        ), section
    assert lines(found, "documents") == [{"kind": "driving_b"}]


def test_the_api_answers_what_a_cv_proposes(client, arta, blerim, profile):
    address = f"/api/v1/skills/profiles/{profile.id}/cv"
    client.force_login(arta)

    answer = client.post(address, {"file": SimpleUploadedFile("cv.txt", TEXT.encode())})

    assert answer.status_code == 200
    assert {one["section"] for one in answer.json()["lines"]} >= {"occupations", "languages"}
    assert client.post(address).json()["field"] == "file"
    client.force_login(blerim)
    assert client.post(address).status_code == 403


@pytest.fixture
def own(client, arta, profile):
    """The person's own address, opened on this device."""
    token = actions.make_link(arta, profile.id).token
    client.post(reverse("skills:own", args=[token]), {"open_here": "1"})
    client.cookies["language"] = "en"
    return reverse("skills:own_cv", args=[token])


def uploaded(name, content):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_person_uploads_a_cv_and_accepts_one_entry_at_the_own_link(client, profile, own):
    before = ProfileLanguage.objects.count(), ProfileOccupation.objects.count()

    read = client.post(own, uploaded("cv.txt", TEXT.encode()))
    offered = {one["words"]: one["value"] for one in read.context["lines"]}
    unwritten = ProfileLanguage.objects.count(), ProfileOccupation.objects.count()
    (english,) = [value for words, value in offered.items() if words.startswith("English")]
    form = {"line": [english], "csrfmiddlewaretoken": "one-form"}
    answers = [client.post(own, form) for _twice in range(2)]

    assert read.status_code == 200
    assert b"which makes mistakes" in read.content
    assert b"checked" not in read.content
    assert unwritten == before
    assert [one.status_code for one in answers] == [302, 302]
    assert ProfileLanguage.objects.get(profile=profile, language="en").reading == "C1"
    assert ProfileOccupation.objects.count() == before[1]
    assert Entry.objects.filter(verb="profile.cv").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cv.docx", bomb(), "cv.docx"),
        ("cv.txt", b"#!/bin/sh\nrm -rf /", "cannot be read as a CV"),
        ("cv.html", b"<script>alert(1)</script>", "cannot be read as a CV"),
        ("cv.txt", b"<script>alert(1)</script>", "is not plain text"),
        ("cv.pdf", b"%PDF-1.7 damaged", "damaged"),
    ],
)
def test_a_file_that_is_no_cv_is_refused_in_a_sentence_at_the_own_link(
    client, profile, own, name, content, words
):
    answer = client.post(own, uploaded(name, content))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_one_link_reads_no_more_cvs_than_somebody_has(client, profile, own):
    ProfileLink.objects.filter(profile=profile).update(cvs=MOST_CVS)

    answer = client.post(own, uploaded("cv.txt", TEXT.encode()))

    assert answer.status_code == 422
    assert "20 files have already been read at this address" in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("English B2, German B1", {"en": "B2", "de": "B1"}),
        ("German: B2 listening, B1 speaking; English C1", {"de": "B1", "en": "C1"}),
    ],
)
def test_each_of_several_languages_on_a_line_keeps_its_own_level(arta, profile, line, levels):
    found = proposed(arta, profile, "cv.txt", line.encode())

    assert {one["language"]: one["writing"] for one in lines(found, "languages")} == levels
