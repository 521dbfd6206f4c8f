"""List concepts of profiles that the loaded ESCO lacks, or migrate them: esco [follow]."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.registry.skills import actions, queries


class Command(BaseCommand):
    help = (
        "List the ESCO concepts of profiles that the loaded version does not have; "
        "with follow, replace those that have a successor. The packs themselves are loaded with "
        "packs add PATH."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["follow"])
        parser.add_argument("--user", required=True, help="the e-mail address of an administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        user = access.user_named(options["user"])
        if user is None:
            raise CommandError(f"There is no account {options['user']}.")
        try:
            if options["verb"] == "follow":
                done = actions.follow_esco(user)
                self.stdout.write(f"Entries that follow: {done['changed']}.")
            for one in queries.esco_state(user).unknown:
                goes = one.replaced_by or "not replaced: name it again"
                self.stdout.write(f"{one.kind} {one.name or one.uri} ({one.lines}): {goes}")
        except Refusal as refusal:
            raise CommandError(refusal.in_english()) from None
