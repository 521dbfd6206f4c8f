"""`./waystation manage facts rebuild|check`: rebuild the facts, or verify that they agree."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.foundation.access import queries as access
from waystation.governance.results import queries


class Command(BaseCommand):
    help = "Rebuild the fact tables from the records, or check that they say the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for organisation in access.organisations():
            for source in queries.sources():
                name = f"{organisation.key} {source}"
                if options["what"] == "rebuild":
                    rows = queries.rebuild_facts(organisation.id, source)
                    self.stdout.write(f"{name}: {rows} rows.")
                    continue
                found = queries.fact_disagreements(organisation.id, source)
                wrong += len(found)
                for record in found[:20]:
                    self.stdout.write(f"{name}: {record} is not as its record says.")
                self.stdout.write(f"{name}: {len(found) or 'no'} disagreements.")
        if wrong:
            sys.exit(1)
