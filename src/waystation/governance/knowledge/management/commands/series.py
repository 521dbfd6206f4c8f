"""`./waystation series FILE --office KEY --published DAY`: load the values of series."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import actions


class Command(BaseCommand):
    help = "Load the values of series from a file into an office; nothing old is overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--office", required=True, help="the key of the office")
        parser.add_argument("--published", default="", help="the day of publication: 2025-08-07")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = Path(options["file"]).read_bytes()
            day = date.fromisoformat(options["published"]) if options["published"] else today_in()
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        found = False
        for organisation in access.organisations():
            for office in organisation.offices.filter(key=options["office"]):
                made = actions.load_rows(organisation.id, office.id, content, day)
                self.stdout.write(f"{organisation.key}/{office.key}: {made} new values")
                found = True
        if not found:
            raise CommandError(f"There is no office with the key {options['office']}.")
