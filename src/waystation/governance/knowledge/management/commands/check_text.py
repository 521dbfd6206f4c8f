"""`./waystation check-text FILE --facts FILE.csv|json --language xx`: check a text's figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.analysis import claims
from waystation.governance.knowledge import queries


class Command(BaseCommand):
    help = "Check the figures of a text or Word file against a register of facts; answers JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a text or Word file, or - for standard input")
        parser.add_argument("--facts", required=True, help="a register of facts: CSV or JSON")
        parser.add_argument("--language", default="", help="en, sq, sr or de (default: recognised)")
        parser.add_argument("--others", action="store_true", help="also list what is no figure")

    def handle(self, *args: Any, **options: Any) -> None:
        text = self._text(options["file"])
        language = options["language"].split("-")[0].split("_")[0].lower()
        if language and language not in dict(queries.LANGUAGES):
            raise CommandError("The checker reads en, sq, sr and de.")
        facts = queries.register_of_file(options["facts"], self._bytes(options["facts"]))
        found = [one.as_json() for one in claims.check(text, facts, language)]
        if options["others"]:
            reading = claims.read(text, language)
            others = [
                {"span": list(reading.text.span(one.start, one.end)), "kind": one.kind}
                for one in reading.others
            ]
            self.stdout.write(json.dumps({"figures": found, "others": others}, ensure_ascii=False))
            return
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))

    def _bytes(self, name: str) -> bytes:
        try:
            return Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error

    def _text(self, name: str) -> str:
        if name == "-":
            return sys.stdin.read()
        return queries.text_of_file(name, self._bytes(name))
