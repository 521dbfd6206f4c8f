"""The map of a dashboard shows the real municipalities as soon as their pack is loaded."""

from __future__ import annotations

import json

import pytest

from waystation.governance.results import presenting
from waystation.registry.reference import actions as reference

pytestmark = pytest.mark.sqlite_only


def drawn():
    """Return the map of one figure, as it goes to the browser."""
    return json.dumps(presenting.map_of("Visits", {"xk-prishtine": 65}, "Visits").spec)


def test_a_loaded_pack_of_boundaries_is_drawn_with_its_credit(db, mission, data):
    before = drawn()

    pack = (data / "geo" / "xk_municipalities.geojson").read_bytes()
    reference.add_pack(None, "xk_municipalities.geojson", pack)
    after = drawn()

    assert "geoshape" not in before
    assert "geoshape" in after
    assert "OpenStreetMap" in str(presenting.map_of("Visits", {"xk-prishtine": 65}, "Visits"))
