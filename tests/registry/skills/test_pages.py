"""The pages and the API of skills profiles, and the person's own page behind the link."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.registry.directory.conftest import MONDAY
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.periods import now
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions
from waystation.registry.skills.models import (
    Profile,
    ProfileLanguage,
    ProfileLink,
    ProfileOccupation,
    ProfileSkill,
)

pytestmark = pytest.mark.django_db


def get(client, user, page, /, *args, **asked):
    if user is not None:
        client.force_login(user)
    return client.get(reverse(page, args=args), asked)


def post(client, user, page, /, *args, **answers):
    if user is not None:
        client.force_login(user)
    return client.post(reverse(page, args=args), answers)


def sent(client, user, method, address, body=None, **headers):
    client.force_login(user)
    if method == "get":
        return client.get(f"/api/v1/skills/{address}")
    return getattr(client, method)(
        f"/api/v1/skills/{address}", json.dumps(body or {}), "application/json", headers=headers
    )


def test_a_counsellor_opens_a_profile_on_the_persons_page_and_fills_it(client, arta, besim, agree):
    refused = post(client, arta, "skills:new", besim.id, pay_wish="2000", pay_currency="EUR")
    assert refused.status_code == 422
    agree(besim)

    opened = post(client, arta, "skills:new", besim.id, destinations=["DE"])

    profile = Profile.objects.get(person=besim)
    assert opened.url == reverse("skills:profile", args=[profile.id])
    added = post(client, arta, "skills:line_new", profile.id, "occupations", title="Заваривач")
    assert added.status_code == 302
    assert ProfileOccupation.objects.get(profile=profile).code == "7212"
    asked = post(client, arta, "skills:line_new", profile.id, "occupations", title="nurse")
    assert asked.status_code == 422
    assert "(2221)" in str(asked.context["form"].errors)
    page = get(client, arta, "people:person", besim.id)
    panels = {one.template: one.values for one in page.context["panels"]}
    assert panels["skills/profile_panel.html"]["occupations"] == ["welder"]


def test_a_line_is_changed_and_removed_on_its_page(client, arta, profile):
    line = ProfileLanguage.objects.get(profile=profile, language="de")
    form = get(client, arta, "skills:line", "languages", line.id)
    seen = form.context["seen"]
    values = {name: value for name, value in form.context["form"].initial.items() if value}

    changed = post(
        client, arta, "skills:line", "languages", line.id, seen=seen, **values | {"reading": "B2"}
    )

    line.refresh_from_db()
    assert (changed.status_code, line.reading) == (302, "B2")
    stale = post(
        client, arta, "skills:line", "languages", line.id, seen=seen, **values | {"reading": "C1"}
    )
    assert stale.status_code == 409
    post(client, arta, "skills:line_remove", "languages", line.id)
    assert not ProfileLanguage.objects.filter(id=line.id).exists()


def test_who_may_look_sees_no_button_and_a_stranger_sees_nothing(
    client, arta, milan, blerim, profile
):
    line = ProfileSkill.objects.get(profile=profile)
    pages = [("skills:profile", profile.id), ("skills:change", profile.id)]

    assert [get(client, milan, *one).status_code for one in pages] == [404, 404]
    assert [get(client, blerim, *one).status_code for one in pages] == [200, 403]
    page = get(client, blerim, "skills:profile", profile.id)
    assert not page.context["may_change"]
    assert [one["label"] for one in page.context["links"]] == ["Person", "Europass"]
    assert get(client, arta, "skills:profile", profile.id).context["may_change"]
    for user, status in ((milan, 404), (blerim, 403)):
        removed = post(client, user, "skills:line_remove", "skills", line.id)
        assert removed.status_code == status
    assert list(get(client, milan, "skills:profiles").context["rows"]) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"occupation": "7212"}, 1),
        ({"occupation": "2221"}, 0),
        ({"language": "de"}, 1),
        ({"language": "de", "level": "A2"}, 1),
        ({"language": "de", "level": "B1"}, 0),
        ({"level": "C2"}, 1),
        ({"destination": "DE"}, 1),
        ({"destination": "FR"}, 0),
        ({"stale": "on"}, 0),
        ({"occupation": "none"}, 0),
    ],
)
def test_the_list_is_narrowed(client, arta, profile, asked, found):
    assert len(get(client, arta, "skills:profiles", **asked).context["rows"]) == found


def test_the_list_is_exported_without_names(client, arta, profile):
    answer = get(client, arta, "skills:profiles", export="csv")

    text = answer.content.decode("utf-8-sig")
    assert "welder" in text
    assert "Markperson" not in text


def test_the_person_sees_corrects_and_confirms_behind_the_link(
    clock, client, arta, milan, blerim, profile
):
    clock.move_to(MONDAY + timedelta(days=91))
    shown = post(client, arta, "skills:link", profile.id)
    link = ProfileLink.objects.get(profile=profile)
    token = link.token
    own = reverse("skills:own", args=[token])
    assert shown.context["address"] == f"http://testserver{own}"
    assert "no-store" in shown["Cache-Control"]
    for user, status in ((milan, 404), (blerim, 403)):
        assert post(client, user, "skills:link", profile.id).status_code == status
    client.logout()
    client.post(own, {"open_here": "1"})

    page = get(client, None, "skills:own", token)
    added = post(client, None, "skills:own_line_new", token, "skills", name="TIG", weight="other")
    line = ProfileLanguage.objects.get(profile=profile, language="de")
    form = get(client, None, "skills:own_line", token, "languages", line.id)
    changed = post(
        client,
        None,
        "skills:own_line",
        token,
        "languages",
        line.id,
        seen=form.context["seen"],
        language="de",
        reading="B2",
    )
    confirmed = post(client, None, "skills:own_confirm", token)

    assert page.status_code == 200
    assert [one.status_code for one in (added, changed, confirmed)] == [302, 302, 302]
    profile.refresh_from_db()
    line.refresh_from_db()
    link.refresh_from_db()
    assert (profile.confirmed_by_person, profile.confirmed_at.date()) == (True, now().date())
    assert line.reading == "B2"
    assert ProfileSkill.objects.filter(profile=profile, key="tig").exists()
    assert link.opened_at is not None


@pytest.mark.parametrize(
    ("languages", "chosen", "code", "direction"),
    [
        (["ar"], "", "ar", "rtl"),
        (["xx", "sr"], "", "sr", "ltr"),
        (["ar"], "sq", "sq", "ltr"),
        ([], "", "en", "ltr"),
    ],
)
def test_the_persons_page_is_in_the_persons_language_until_another_is_chosen(
    client, arta, profile, languages, chosen, code, direction
):
    profile.person.languages = languages
    profile.person.save()
    own = reverse("skills:own", args=[actions.make_link(arta, profile.id).token])
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen

    button = client.get(own).content.decode()
    client.post(own, {"open_here": "1"})
    page = client.get(own).content.decode()
    elsewhere = Client().get(own).content.decode()

    for one in (button, page):
        assert f'<html lang="{code}" dir="{direction}">' in one
        assert all(f'value="{each}"' in one for each, _name in settings.LANGUAGES)
    assert '<html lang="en" dir="ltr">' in elsewhere  # whoever else has the address learns nothing


def test_a_link_opens_only_its_own_profile_and_not_for_ever(
    clock, client, arta, besim, agree, profile, mission
):
    link = actions.make_link(arta, profile.id)
    token = link.token
    someone = mission.hire("Dora Krasniqi", mission.prishtine, "counsellor")
    from waystation.registry.people import actions as files

    other = files.record_person(someone, mission.prishtine, given="Dita", family="Krasniqi")
    agree(other, someone)
    theirs = actions.open_profile(someone, other.id)
    skill = actions.add_line(someone, theirs.id, "skills", name="cooking", weight="other")

    assert get(client, None, "skills:own_line", token, "skills", skill.id).status_code == 404
    assert (
        post(client, None, "skills:own_line_remove", token, "skills", skill.id).status_code == 404
    )
    assert get(client, None, "skills:own", token + "x").status_code == 404
    assert get(client, None, "skills:own", token).status_code == 200
    second = actions.make_link(arta, profile.id)
    assert get(client, None, "skills:own", token).status_code == 410
    token = second.token
    agreement = agree(besim)
    privacy.withdraw_consent(arta, agreement.id)
    assert get(client, None, "skills:own", token).status_code == 410
    agree(besim)
    actions.change_profile_state(arta, profile.id, "reopen")
    third = actions.make_link(arta, profile.id).token
    clock.move_to(MONDAY + timedelta(days=15))
    assert get(client, None, "skills:own", third).status_code == 410
    assert Delivery.objects.filter(kind="skills").count() == 0  # no address is in the file


def test_the_api_opens_reads_changes_and_removes(client, arta, milan, blerim, besim, agree):
    agree(besim)
    made = sent(
        client,
        arta,
        "post",
        "profiles",
        {
            "person_id": str(besim.id),
            "pay_wish": "2400",
            "pay_currency": "EUR",
            "pay_period": "month",
        },
    )
    key = made.json()["id"]
    line = sent(
        client,
        arta,
        "post",
        f"profiles/{key}/lines/languages",
        {"values": {"language": "de", "reading": "B1"}},
    )

    assert (made.status_code, line.status_code) == (201, 201)
    wrong = sent(
        client,
        arta,
        "post",
        f"profiles/{key}/lines/languages",
        {"values": {"language": "it", "reading": "B7"}},
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "reading")
    number = line.json()["id"]
    edit = {"seen": {"reading": "B1"}, "proposed": {"reading": "B2"}}
    assert sent(client, arta, "patch", f"lines/languages/{number}", edit).status_code == 200
    whole = sent(client, blerim, "get", f"profiles/{key}").json()
    assert whole["sections"]["languages"][0]["values"]["reading"] == "B2"
    assert sent(client, milan, "get", f"profiles/{key}").status_code == 404
    assert sent(client, blerim, "post", f"profiles/{key}/confirm").status_code == 403
    assert sent(client, arta, "post", f"profiles/{key}/confirm").status_code == 200
    assert sent(client, arta, "delete", f"lines/languages/{number}").status_code == 204
    assert sent(client, arta, "post", f"profiles/{key}/close").json()["state"] == "closed"
    assert sent(client, milan, "get", "profiles").json() == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ar", '<bdi lang="en">'), ("sq", ""), ("sr", "")],
)
def test_the_name_of_an_occupation_says_its_language_where_it_is_not_the_readers(
    client, arta, profile, language, shown
):
    actions.add_line(arta, profile.id, "occupations", title="Nurse", code="2221")
    own = reverse("skills:own", args=[actions.make_link(arta, profile.id).token])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.post(own, {"open_here": "1"})

    page = client.get(own).content.decode()

    assert bool(re.search('<bdi lang="en">[^<]*nurs', page, re.IGNORECASE)) is bool(shown)
