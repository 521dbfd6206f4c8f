from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions


class Command(BaseCommand):
    help = "Open the mission's UN Network on Migration: its office, and the first edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", default="", help="its key, where there are several")
        parser.add_argument("--name", default="UN Network on Migration")

    def handle(self, *args: Any, organisation: str, name: str, **options: Any) -> None:
        found = [
            one for one in access.organisations() if not organisation or one.key == organisation
        ]
        if len(found) != 1:
            keys = ", ".join(one.key for one in access.organisations()) or "none"
            raise CommandError(f"Say which organisation with --organisation. There are: {keys}.")
        network = actions.members.open_network(found[0].id, name, today_in())
        self.stdout.write(
            f"{network.name} is open in its own office. Give colleagues their roles there: "
            "network_secretariat, co_chair, network_member, unkt_reader.\n"
        )
