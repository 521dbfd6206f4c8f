"""One import-linter contract of our own: an app is entered through its entry points only."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def room_of(module: str) -> str:
    """Return "layer.app" of a module, or "layer" where the layer is one app."""
    parts = module.split(".")[1:]
    return ".".join(parts[:1] if parts[:1] == ["analysis"] else parts[:2])


class EntryPoints(Contract):
    type_name = "entry_points"
    modules = fields.ListField(subfield=fields.StringField())
    open_to_all = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        modules: Any = self.modules
        open_to_all: Any = self.open_to_all
        broken = []
        for importer in graph.modules:
            for imported in graph.find_modules_directly_imported_by(importer):
                if importer.split(".")[0] != imported.split(".")[0]:
                    continue
                origin, target = room_of(importer), room_of(imported)
                if not target or origin == target or {origin, target} & set(open_to_all):
                    continue
                file = imported.split(".")[3:4]
                if not file or file[0] not in modules:
                    broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        modules: Any = self.modules
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} reaches into {imported}.")
        output.print_error(f"Go through the other app's {', '.join(modules)}.")
