"""Foreign keys are strings, which import-linter cannot see, so they are checked here."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
LAYERS = ["foundation", "analysis", "registry", "services", "governance", "site"]


def heights() -> dict[str, tuple[int, int]]:
    """Return (layer, height inside it) of every app, as import-linter has it."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers" and contract["id"] in LAYERS:
            layer_name = LAYERS.index(contract["id"])
            for height, layer in enumerate(reversed(contract["layers"])):
                for app in layer.split("|"):
                    found[app.strip(" ()")] = (layer_name, height)
    return found


def test_no_foreign_key_points_up_or_sideways():
    height = heights()
    wrong = []
    for model in apps.get_models():
        app = model._meta.app_label
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            ours = app in height and target in height and target != app
            if ours and height[target] >= height[app]:
                wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert wrong == []


def test_every_app_has_its_place_in_a_layer():
    root = Path(__file__).parents[1] / "src" / "waystation"
    apps = {
        path.name
        for layer_name in LAYERS
        if layer_name != "analysis"
        for path in (root / layer_name).iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    }
    assert apps <= set(heights())
