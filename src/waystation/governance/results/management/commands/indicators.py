"""`./waystation manage indicators load`: load the shipped definitions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.foundation.access import queries as access
from waystation.governance.results import actions, queries


class Command(BaseCommand):
    help = "Load the shipped indicators into every organisation (idempotent), or list them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "list"], nargs="?", default="list")

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in access.organisations():
            if options["what"] == "load":
                loaded = actions.load_shipped_indicators(organisation.id)
                self.stdout.write(f"{organisation.key}: {loaded} new or changed.")
            for key, known in queries.current(organisation.id).items():
                if options["what"] == "list":
                    self.stdout.write(f"{organisation.key}: {key} (version {known.version})")
