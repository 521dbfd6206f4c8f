"""`./waystation manage visit USER FILE`: record visits from a file of JSON objects."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.audit import actions as audit
from waystation.foundation.records import plain
from waystation.foundation.shared.errors import Refusal
from waystation.services.centres import answers


class Command(BaseCommand):
    help = "Record visits from a file with one JSON object per line (- for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the e-mail address of the user who records")
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        audit.CHANNEL.set("command")
        user = access.user_named(options["user"])
        if user is None:
            raise CommandError(f"There is no active account {options['user']}.")
        source = options["file"]
        try:
            text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        except (OSError, ValueError) as problem:
            raise CommandError(f"The file could not be read: {problem}") from None
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                given = json.loads(line)
            except ValueError:
                raise CommandError(f"Line {number} is not JSON.") from None
            if not isinstance(given, dict):
                raise CommandError(f"Line {number} is not one visit: a JSON object.")
            try:
                key = answers.record(user, given, plain.key(given.get("id"), "id"))
            except Refusal as refusal:
                sentences = " ".join(in_words(one) for one in refusal.all)
                raise CommandError(f"Line {number}: {sentences}") from None
            self.stdout.write(str(key))
