"""Policy work of the demonstration, in the office of its Network."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.access import queries
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions as network
from waystation.governance.policies.models import Instrument
from waystation.governance.reports.queries.editions import editions_visible_to
from waystation.governance.results import actions as results
from waystation.registry.reference import actions as reference
from waystation.site.config import demonstration, demonstration_reports

pytestmark = pytest.mark.sqlite_only  # every action is asked of both databases elsewhere


def test_the_people_of_policy_work_have_accounts_and_permissions(db):
    reference.load_lists()
    mission = demonstration.Mission(random.Random(1))
    today = today_in()
    mission.organisation = access.open_organisation("demonstration", "Mission")
    results.load_shipped_indicators(mission.organisation.id, "centres.visits")
    opened = today - timedelta(days=2000)
    first = access.open_office(mission.organisation, "prishtine", "MSC", opened)
    office = network.members.open_network(mission.organisation.id, "UN Network", opened).office
    sanja, blerim = (mission.account(name) for name in (demonstration.SECRETARY, "Blerim Hoti"))
    access.give_role(None, sanja, office, "network_secretariat", opened)
    access.give_role(None, blerim, first, "programme_manager", opened)
    assert queries.may(blerim, "policy.adopt", first.id)
    mission.staff["programme_manager"] = blerim

    demonstration._policy_work(mission, today)
    link = demonstration_reports.publish_on_measure(sanja, office, today)

    pranvera = queries.user_named("pranvera@demo.waystation.example")
    figures = [one for one in editions_visible_to(pranvera) if str(one.id) in link.address]
    assert (link.role, link.title) == ("figure", "People informed on regular ways to migrate")
    assert len(figures) == 1
    states = sorted(Instrument.objects.values_list("state", flat=True))
    assert states == ["consultation", "in_force", "in_force", "in_force", "replaced"]
    assert {"policy_officer", "authority"} <= set(demonstration.sign_ins().values())
