"""`./waystation token USER --scope visit.read --days 30`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import actions, queries
from waystation.foundation.audit import actions as audit


class Command(BaseCommand):
    help = "Issue an API token for a user; its secret is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user's e-mail address")
        parser.add_argument("--scope", action="append", default=[], help="a permission; repeat it")
        parser.add_argument("--days", type=int, default=30)
        parser.add_argument("--name", default="command line")

    def handle(self, *args: Any, **options: Any) -> None:
        audit.CHANNEL.set("command")
        user = queries.user_named(options["user"])
        if user is None:
            raise CommandError(f"There is no active account {options['user']}.")
        secret = actions.issue_token(user, options["name"], options["scope"], options["days"])
        self.stdout.write(secret)
