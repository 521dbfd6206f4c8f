"""`./waystation manage account EMAIL NAME ROLE`: open an account from the command line.

An office starts with one administrator. Roles that open personal records need a second person: the
system operator gives the first of them with this command.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import actions, mails, queries
from waystation.foundation.access.rules import ROLES
from waystation.foundation.audit.actions import channel


class Command(BaseCommand):
    help = "Open an account with a role, and print the link where its holder chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("role", choices=sorted(ROLES))
        parser.add_argument("--office", default="", help="key of the office; the first by default")

    def handle(self, *args: Any, **options: Any) -> None:
        office = queries.office_by_key(options["office"])
        if office is None:
            raise CommandError(f'There is no office "{options["office"]}" here.')
        with channel("command"):
            user = actions.open_account_with_role(
                office, email=options["email"], full_name=options["name"], role=options["role"]
            )
        self.stdout.write(f"{user.full_name} chooses a password here, once:")
        self.stdout.write(mails.site() + actions.first_password_path(user))
