"""ESCO in profiles: skills of an occupation are suggested, and a new version is followed."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import now
from waystation.registry.people import actions as files
from waystation.registry.reference import actions as reference
from waystation.registry.reference.models import LoadedPack, PackDocument
from waystation.registry.skills import actions, queries
from waystation.registry.skills.models import ProfileOccupation, ProfileSkill

pytestmark = pytest.mark.django_db
SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
LABELS = {
    "arc": ["operate arc welding equipment"],
    "mig": ["apply MIG welding techniques", "MIG welding"],
    "read": ["read standard blueprints"],
    "safe": ["follow health and safety procedures"],
}


def load(key, name, content):
    """Put a small pack there; the real files are read in the tests of packs."""
    pack, _ = LoadedPack.objects.update_or_create(
        key=key,
        defaults={
            "version": "1.2",
            "file_name": "x.csv",
            "sha256": "x",
            "rows": 1,
            "loaded_at": now(),
        },
    )
    PackDocument.objects.update_or_create(
        pack=pack, name=name, defaults={"text": json.dumps(content)}
    )
    reference.note_change()


@pytest.fixture
def esco(db):
    load("esco_skills", "labels", LABELS)
    load(
        "esco",
        "occupations",
        {"one": ["7212", "welder"], "two": ["7212", "brazier"], "cook": ["5120", "cook"]},
    )
    relations = {
        "skills": ["arc", "safe", "read", "mig"],
        "of": {"one": [[0, 1], [3]], "two": [[1], [2]], "cook": [[1], []]},
    }
    load("esco_relations", "relations", relations)


@pytest.fixture
def admin(mission):
    return mission.hire("Besa Admin", mission.prishtine, "administrator")


def names(found):
    return [(one.name, one.weight) for one in found]


def test_skills_of_an_isco_group_are_those_that_most_of_its_occupations_need(esco, profile):
    found = queries.suggestions_for(profile)

    assert names(found) == [
        ("follow health and safety procedures", "essential"),
        ("operate arc welding equipment", "essential"),
        ("apply MIG welding techniques", "other"),
        ("read standard blueprints", "other"),
    ]


def test_a_named_esco_occupation_has_its_own_skills_and_what_is_there_is_not_offered(
    esco, arta, profile
):
    line = ProfileOccupation.objects.get(profile=profile)
    actions.edit_line(
        arta, "occupations", line.id, {"esco_uri": ""}, {"esco_uri": f"{OCCUPATION}two"}
    )
    actions.add_line(
        arta, profile.id, "skills", name="safety", uri=f"{SKILL}safe", weight="essential"
    )

    assert names(queries.suggestions_for(profile)) == [("read standard blueprints", "other")]


def test_a_suggestion_is_added_with_one_button(esco, client, arta, profile):
    client.force_login(arta)
    address = reverse("skills:line_new", args=[profile.id, "skills"])
    first = client.get(address).context["suggestions"][0]

    answer = client.post(address, {"name": first.name, "uri": first.uri, "weight": first.weight})

    assert answer.status_code == 302
    assert ProfileSkill.objects.get(profile=profile, uri=first.uri).name == first.name


def test_without_the_pack_what_several_others_have_is_suggested(arta, mission, agree, profile):
    for number in range(5):
        person = files.record_person(
            arta, mission.prishtine, given=f"Fictional{number}", family=f"Person{number}"
        )
        agree(person)
        other = actions.open_profile(arta, person.id)
        actions.add_line(arta, other.id, "occupations", code="7212")
        actions.add_line(arta, other.id, "skills", name="TIG welding", weight="essential")
        if number < 4:
            actions.add_line(arta, other.id, "skills", name="seldom", weight="other")

    assert names(queries.suggestions_for(profile)) == [("TIG welding", "other")]


def test_profiles_follow_what_was_replaced_and_what_was_not_is_named(
    esco, arta, milan, admin, client, profile
):
    for name, uri in (("old arc", "arc0"), ("gone", "nothing"), ("old safe", "safe0")):
        actions.add_line(arta, profile.id, "skills", name=name, uri=f"{SKILL}{uri}", weight="other")
    actions.add_line(arta, profile.id, "skills", name="safety", uri=f"{SKILL}safe", weight="other")
    replaced = {
        f"{SKILL}arc0": f"{SKILL}arc1",
        f"{SKILL}arc1": f"{SKILL}arc",
        f"{SKILL}safe0": f"{SKILL}safe",
        f"{SKILL}nothing": "",
    }
    load("esco_replaced", "replaced", replaced)
    client.force_login(admin)
    page = client.get(reverse("skills:esco")).context["state"]
    assert [(one.name, one.new_name) for one in page.unknown] == [
        ("old arc", "operate arc welding equipment"),
        ("gone", ""),
        ("old safe", "follow health and safety procedures"),
    ]

    assert client.post(reverse("skills:esco")).status_code == 302

    kept = dict(ProfileSkill.objects.filter(profile=profile).values_list("key", "name"))
    assert kept == {
        "mig welding": "MIG welding",
        f"{SKILL}arc": "operate arc welding equipment",
        f"{SKILL}nothing": "gone",
        f"{SKILL}safe": "safety",
    }
    assert actions.follow_esco(admin) == {"changed": 0, "lost": ["gone"]}
    for user in (arta, milan):
        with pytest.raises(NotAllowed):
            actions.follow_esco(user)


def test_a_circle_of_replacements_ends(esco, arta, admin, profile):
    actions.add_line(arta, profile.id, "skills", name="a", uri=f"{SKILL}a", weight="other")
    load("esco_replaced", "replaced", {f"{SKILL}a": f"{SKILL}b", f"{SKILL}b": f"{SKILL}a"})

    assert actions.follow_esco(admin) == {"changed": 0, "lost": ["a"]}


def test_the_command_lists_and_follows(esco, arta, admin, profile):
    actions.add_line(arta, profile.id, "skills", name="old", uri=f"{SKILL}x", weight="other")
    load("esco_replaced", "replaced", {f"{SKILL}x": f"{SKILL}arc"})
    out = io.StringIO()

    call_command("esco", "--user", admin.email, stdout=out)
    call_command("esco", "follow", "--user", admin.email, stdout=out)

    assert out.getvalue().splitlines() == [
        f"skill old (1): {SKILL}arc",
        "Entries that follow: 1.",
    ]
    with pytest.raises(CommandError):
        call_command("esco", "--user", arta.email)


@pytest.mark.sqlite_only
def test_the_published_files_suggest_what_a_welder_does(data, arta, profile):
    folder = data / "labour/esco-1.2.0"
    reference.add_pack(None, "occupations_en.csv", (folder / "occupations_en.csv").read_bytes())
    for name in ("DERIVED_skills_en.csv", "DERIVED_occupation_skill_relations.csv"):
        reference.add_pack(None, name, gzip.decompress((folder / f"{name}.gz").read_bytes()))

    found = queries.suggestions_for(profile)

    assert len(found) == 30
    assert any("weld" in one.name for one in found[:15])
