"""One page prints what every app contributes, and each function that is named exists."""

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions


@pytest.mark.sqlite_only
def test_administrators_can_open_the_page_and_counsellors_cannot(client, mission, arta):
    drita = mission.hire("Drita Administrator", mission.prishtine, "administrator")
    page = reverse("ui:contributions")

    client.force_login(arta)
    refused = client.get(page)
    client.force_login(drita)
    shown = client.get(page).content.decode()

    assert refused.status_code == 403
    assert "person_timeline" in shown
    assert "waystation.services.centres.facts.VISITS" in shown


def test_every_background_task_has_a_name_for_its_page():
    tasks, names = (
        contributions.mapping_of("tasks"),
        contributions.mapping_of("task_names"),
    )

    assert tasks
    assert set(names) == set(tasks)


def dotted_paths():
    for config in apps.get_app_configs():
        if not isinstance(config, contributions.App):
            continue
        for name in contributions.App.__annotations__:
            for line in contributions._lines(getattr(config, name, None) or ()):
                path = line.rpartition(": ")[2]
                if path.startswith("waystation."):
                    yield f"{config.label}.{name}", path


def test_an_app_contributes_nothing_that_the_base_does_not_declare():
    known = {*dir(contributions.App), "name", "label", "verbose_name"}

    undeclared = [
        f"{config.label}.{name}"
        for config in apps.get_app_configs()
        if isinstance(config, contributions.App)
        for name in vars(type(config))
        if not name.startswith("_") and name not in known
    ]

    assert undeclared == []


def test_every_dotted_path_of_a_contribution_can_be_imported():
    named = list(dotted_paths())

    missing = [(where, path) for where, path in named if import_string(path) is None]

    assert len(named) > 30
    assert missing == []
