"""Negative pay, CEFR "B7" and 10,000 skills, at every way into a profile: page, own link, API, CV.

No way in answers 500, and none writes anything.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from waystation.analysis import matching
from waystation.registry.skills import actions, queries
from waystation.registry.skills.cv import europass
from waystation.registry.skills.models import (
    Profile,
    ProfileLanguage,
    ProfileLink,
    ProfileSkill,
)
from waystation.registry.skills.rules.profiles import MOST_LINES

pytestmark = pytest.mark.django_db
MANY = [f"skill number {number}" for number in range(10_000)]


@pytest.fixture
def own(client, arta, profile):
    """The person's own address, opened on this device."""
    client.force_login(arta)
    client.post(reverse("skills:link", args=[profile.id]))
    token = ProfileLink.objects.get(profile=profile).token
    client.logout()
    client.post(reverse("skills:own", args=[token]), {"open_here": "1"})
    return lambda name, *args: reverse(f"skills:{name}", args=[token, *args])


def state_of(profile):
    """What a refused answer must leave as it is."""
    return (
        Profile.objects.values("pay_wish", "version").get(id=profile.id),
        sorted(ProfileLanguage.objects.filter(profile=profile).values_list("language", "reading")),
        ProfileSkill.objects.filter(profile=profile).count(),
    )


@pytest.mark.parametrize("pay", ["-900", "-0.01", "nan", "1e400", "900 EUR"])
def test_a_wrong_pay_is_refused_on_the_page_and_at_the_own_link(client, arta, profile, own, pay):
    before = state_of(profile)

    for user, address in (
        (None, own("own_wishes")),
        (arta, reverse("skills:change", args=[profile.id])),
    ):
        if user:
            client.force_login(user)
        form = client.get(address)
        answer = client.post(address, {"seen": form.context["seen"], "pay_wish": pay})
        assert answer.status_code == 422
        assert "pay_wish" in answer.context["form"].errors

    assert state_of(profile) == before


def test_a_level_that_is_none_is_refused_on_the_page_and_at_the_own_link(
    client, arta, profile, own
):
    before = state_of(profile)

    for user, address in (
        (None, own("own_line_new", "languages")),
        (arta, reverse("skills:line_new", args=[profile.id, "languages"])),
    ):
        if user:
            client.force_login(user)
        answer = client.post(address, {"language": "fr", "reading": "B7"})
        assert answer.status_code == 422
        assert "reading" in answer.context["form"].errors

    assert state_of(profile) == before


@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("languages", {"language": "fr", "reading": "B7"}, "reading"),
        ("languages", {"language": "fr", "reading": ["B2"]}, "reading"),
        ("occupations", {"code": "7212", "years": -3}, "years"),
        ("occupations", {"code": "99999"}, "code"),
        ("skills", {"name": "x" * 10_000, "weight": "other"}, "name"),
        ("skills", {"name": MANY, "weight": "other"}, "name"),
    ],
)
def test_a_wrong_line_is_refused_by_the_api(client, arta, profile, section, values, field):
    client.force_login(arta)
    before = state_of(profile)

    answer = client.post(
        reverse("api:add_skills_line", args=[profile.id, section]),
        {"values": values},
        "application/json",
    )

    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert state_of(profile) == before


@pytest.mark.parametrize("pay", [-900, "-1", "NaN", "Infinity", 1e400, [], {}])
def test_a_wrong_pay_is_refused_by_the_api(client, arta, besim, profile, pay):
    client.force_login(arta)
    before = state_of(profile)

    answer = client.patch(
        reverse("api:edit_skills_profile", args=[profile.id]),
        json.dumps({"old": {"pay_wish": None}, "new": {"pay_wish": pay}}, allow_nan=True),
        "application/json",
    )

    assert answer.status_code in {400, 422}
    assert state_of(profile) == before


def test_a_profile_is_full_at_every_way_in_and_says_so(client, arta, profile, own):
    free = MOST_LINES["skills"] - ProfileSkill.objects.filter(profile=profile).count()
    full = [("skills", {"name": f"skill {number}", "weight": "other"}) for number in range(free)]
    actions.add_lines(arta, profile.id, full)
    before = state_of(profile)
    address = reverse("skills:cv", args=[profile.id])
    ticked = [json.dumps(["skills", {"name": one, "weight": "other"}]) for one in MANY]

    answers = [
        client.post(own("own_line_new", "skills"), {"name": "more", "weight": "other"}),
        client.post(own("own_cv"), {"line": ticked[:500]}),
    ]
    client.force_login(arta)
    answers += [
        client.post(
            reverse("skills:line_new", args=[profile.id, "skills"]),
            {"name": "more", "weight": "other"},
        ),
        client.post(
            reverse("api:add_skills_line", args=[profile.id, "skills"]),
            {"values": {"name": "more", "weight": "other"}},
            "application/json",
        ),
        client.post(address, {"line": ticked[:500]}),
        client.post(address, {"line": ticked}),  # more answers than any form of ours has
    ]

    assert [one.status_code for one in answers] == [422, 422, 422, 422, 422, 400]
    assert state_of(profile) == before


def test_a_cv_of_ten_thousand_skills_and_no_level_proposes_what_a_person_can_read(arta, profile):
    text = "German B7\nEnglish Z9\n" + "\n".join(MANY)

    found = queries.proposals_of_cv(arta, profile.id, "cv.txt", text.encode())

    assert [one for one in found.lines if one.section == "languages"] == []
    assert len(found.lines) <= 60


@pytest.mark.parametrize("name", ["cv.txt", "cv.pdf", "cv.docx", "cv.xml", "cv.odt", "cv.exe"])
def test_a_script_is_no_cv_whatever_its_name(client, arta, profile, name):
    client.force_login(arta)
    before = state_of(profile)
    script = b"#!/bin/sh\nrm -rf /\n<script>alert(1)</script>\x00\x01"

    for address in (
        reverse("skills:cv", args=[profile.id]),
        reverse("api:read_skills_cv", args=[profile.id]),
    ):
        answer = client.post(address, {"file": SimpleUploadedFile(name, script)})
        assert answer.status_code == 422
        assert b"<script>alert" not in answer.content

    assert state_of(profile) == before


@pytest.mark.parametrize("value", ["B7", "C3", "Z"])
def test_a_level_of_a_europass_file_that_is_none_is_not_proposed_and_named(
    client, arta, profile, own, value
):
    none = {name: [] for name in ("occupations", "skills", "education", "certificates")}
    levels = dict.fromkeys(matching.ACTIVITIES, "B2")
    content = europass.as_xml(
        {**none, "documents": [], "languages": [{"language": "fr", "native": False, **levels}]},
        given="Besim", family="Markperson", language="en", title_of={},
    )  # fmt: skip
    assert b">B2<" in content

    sent = content.replace(b">B2<", f">{value}<".encode())
    with translation.override("en"):
        found = queries.proposals_of_cv(arta, profile.id, "cv.xml", sent)
    at_link = client.post(own("own_cv"), {"file": SimpleUploadedFile("cv.xml", sent)})
    client.force_login(arta)
    at_office, by_api = (
        client.post(reverse(name, args=[profile.id]), {"file": SimpleUploadedFile("cv.xml", sent)})
        for name in ("skills:cv", "api:read_skills_cv")
    )

    sentence = f"French: there is no level “{value}”. The levels are A1 to C2."
    assert found.left_out == (sentence,)
    assert by_api.json()["left_out"] == [sentence]
    assert sentence in at_office.content.decode()
    assert f"“{value}”" in at_link.content.decode()
    given = [one.values for one in found.lines if one.section == "languages"]
    assert all(not one.get(activity) for one in given for activity in matching.ACTIVITIES)
