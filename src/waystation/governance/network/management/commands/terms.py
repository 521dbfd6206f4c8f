from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import http
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions


class Command(BaseCommand):
    help = "Load the full text of the Terms of Reference: each paragraph begins with [86]."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a text file, or - for the standard input")
        parser.add_argument("--user", required=True, help="e-mail address of the user who loads it")
        parser.add_argument("--why", required=True, help="what is new in this edition")

    def handle(self, *args: Any, file: str, user: str, why: str, **options: Any) -> None:
        source = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        who = access.user_named(user)
        if who is None:
            raise CommandError(f"There is no account {user}.")
        try:
            row = actions.terms.load_terms(who, source, why=why, decided_on=today_in())
        except Refusal as refusal:
            raise CommandError(http.in_words(refusal)) from None
        self.stdout.write(f"Edition {row.number} of the Terms of Reference is loaded.\n")
