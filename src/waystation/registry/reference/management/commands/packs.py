"""List the available packs, or load one: packs add PATH."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.shared.errors import Refusal
from waystation.registry.reference import actions, queries


class Command(BaseCommand):
    help = "List the data packs, or load one: packs add PATH."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["add"])
        parser.add_argument("paths", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] is None:
            self._list()
            return
        if not options["paths"]:
            raise CommandError("Say which file: ./waystation packs add PATH")
        for path in options["paths"]:
            try:
                content = path.read_bytes()
            except OSError as error:
                raise CommandError(f"{path} cannot be opened: {error.strerror}.") from None
            try:
                loaded = actions.add_pack(None, path.name, content)
            except Refusal as refusal:
                raise CommandError(refusal.in_english()) from None
            self.stdout.write(f"Loaded {loaded.key}, {loaded.version}: {loaded.rows} entries.")

    def _list(self) -> None:
        for known in queries.known_packs():
            pack, loaded = known["pack"], known["loaded"]
            state = (
                f"loaded on {loaded.loaded_at:%d/%m/%Y}, {loaded.version}, {loaded.rows} entries"
                if loaded
                else "not loaded"
            )
            self.stdout.write(f"{pack.key:<12}{pack.title}: {state}")
            self.stdout.write(f"{'':<12}{pack.gives}")
            self.stdout.write(f"{'':<12}from     {pack.origin}")
            self.stdout.write(f"{'':<12}licence  {pack.licence}")
            self.stdout.write(f"{'':<12}bring    {pack.files}\n")
