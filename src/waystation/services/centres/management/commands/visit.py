"""`./waystation manage visit USER FILE`: record visits from a file of JSON objects."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import intake


class Command(BaseCommand):
    help = "Record visits from a file with one JSON object per line (- for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the e-mail address of who records")
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        access_actions.DOOR.set("command")
        user = access.user_named(options["user"])
        if user is None:
            raise CommandError(f"There is no active account {options['user']}.")
        source = options["file"]
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                answers = json.loads(line)
            except ValueError:
                raise CommandError(f"Line {number} is not JSON.") from None
            key = UUID(answers["id"]) if answers.get("id") else new_key()
            visit = intake.handle(user, answers, key)
            self.stdout.write(str(visit.id))
