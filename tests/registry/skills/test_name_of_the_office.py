"""The page behind the link of a profile names the office in the language of the reader."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from waystation.registry.skills import actions
from waystation.services.centres import actions as centres


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("sq", "Qendra e Markut"),
        ("sr", "Центар Марко"),
        ("sr-latn", "Centar Marko"),
        ("ar", '<bdi lang="en">Centre of Mark</bdi>'),
    ],
)
def test_the_office_is_named_in_the_language_of_the_reader(
    client, mission, arta, profile, language, name
):
    centres.record_centre(
        None,
        mission.prishtine.id,
        name="Centre of Mark",
        name_sq="Qendra e Markut",
        name_sr="Центар Марко",
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="planned",
        public=True,
    )
    own = reverse("skills:own", args=[actions.make_link(arta, profile.id).token])
    client.post(own, {"open_here": "1"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(own).content.decode()

    assert page.count(name) == 2
