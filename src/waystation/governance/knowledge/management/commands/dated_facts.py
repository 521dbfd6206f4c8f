"""`./waystation dated_facts ORGANISATION`: load the shipped facts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from waystation.foundation.access import queries as access
from waystation.governance.knowledge import actions


class Command(BaseCommand):
    help = "Load the dated facts that come with the programme into an organisation's first office."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", help="the key of the office")

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in access.organisations():
            for office in organisation.offices.filter(key=options["office"]):
                made = actions.load_dated_facts(organisation.id, office.id)
                self.stdout.write(f"{organisation.key}/{office.key}: {made} new facts")
