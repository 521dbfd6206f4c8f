"""Foreign keys are strings, which import-linter cannot see, so they are checked here."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
FLOORS = ["foundation", "analysis", "registry", "services", "governance", "site"]


def heights() -> dict[str, tuple[int, int]]:
    """Return (floor, height inside the floor) of every room, as import-linter has it."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers" and contract["id"] in FLOORS:
            floor = FLOORS.index(contract["id"])
            for height, layer in enumerate(reversed(contract["layers"])):
                for room in layer.split("|"):
                    found[room.strip(" ()")] = (floor, height)
    return found


def test_no_foreign_key_points_up_or_sideways():
    height = heights()
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            ours = room in height and target in height and target != room
            if ours and height[target] >= height[room]:
                wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert wrong == []


def test_every_room_stands_on_a_floor():
    root = Path(__file__).parents[1] / "src" / "waystation"
    rooms = {
        path.name
        for floor in FLOORS
        if floor != "analysis"
        for path in (root / floor).iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    }
    assert rooms <= set(heights())
