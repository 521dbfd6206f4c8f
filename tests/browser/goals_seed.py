"""The mission of the browser tests with a second programme manager, Vlora, who approves."""

from __future__ import annotations

from datetime import date

import django

from tests.browser.seed import PASSWORD, set_up_mission, work


def hire_vlora(office):
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User

    vlora = User.objects.create_user(
        "vlora@example.org", PASSWORD, full_name="Vlora Gashi",
        organisation_id=office.organisation_id,
    )  # fmt: skip
    access.give_role(None, vlora, office, "programme_manager", date(2020, 1, 1))


if __name__ == "__main__":
    from waystation.site.config import up

    django.setup()
    up.prepare()
    mission, arta, blerim, sanja = set_up_mission()
    work(mission, arta, blerim, sanja)
    hire_vlora(mission)
