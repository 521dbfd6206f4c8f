"""Donors and an institution, and a project that Blerim keeps; Arta may look, Milan sees nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from waystation.governance.programmes import actions
from waystation.registry.organisations import actions as organisations

PLAIN = {"code": "WB.0801", "title": "Orderly migration", "level": "project"}


@pytest.fixture
def organisations_known(mission):
    """Five donors, an implementing partner and an institution."""
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    kinds = {
        "European Commission": "donor",
        "Switzerland": "donor",
        "Germany": "donor",
        "Italy": "donor",
        "Liechtenstein": "donor",
        "ILO": "un_system",
        "Employment Agency": "authority",
    }
    return {
        name: organisations.record_entity(
            sanja,
            mission.prishtine.id,
            name=name,
            kind=kind,
            acronym="ILO" if name == "ILO" else "",
        )
        for name, kind in kinds.items()
    }


@pytest.fixture
def project(mission, blerim):
    return actions.record_programme(
        blerim,
        mission.prishtine.id,
        **PLAIN,
        summary="Information, advice and referral for migrants.",
        starts_on=date(2008, 2, 1),
        ends_on=date(2010, 1, 31),
        places=["xk-prishtine"],
    )


@pytest.fixture
def tree(mission, blerim):
    """A programme with a project, and an activity of that project."""
    top = actions.record_programme(
        blerim, mission.prishtine.id, code="P", title="Programme", level="programme"
    )
    middle = actions.record_programme(
        blerim, mission.prishtine.id, parent_id=top.id, code="P.1", title="Project", level="project"
    )
    low = actions.record_programme(
        blerim,
        mission.prishtine.id,
        parent_id=middle.id,
        code="P.1.1",
        title="Activity",
        level="activity",
    )
    return SimpleNamespace(top=top, middle=middle, low=low)
