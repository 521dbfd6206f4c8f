"""`./waystation iati FILE`: validate an IATI 2.03 file; prints JSON.

The file is XML, a workbook of IATI Publisher, or a zip of its four workbooks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.analysis.iati import RulesetError, read_ruleset
from waystation.governance.programmes import queries


class Command(BaseCommand):
    help = "Check a file of IATI 2.03 (XML): print its findings as JSON; exit 1 if one is critical."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="XML, xlsx or a zip of them; - for standard input")
        parser.add_argument("--rules", help="the ruleset of the standard (standard.json)")

    def handle(self, *args: Any, **options: Any) -> None:
        published = None
        if options["rules"]:
            try:
                published = Path(options["rules"]).read_bytes()
                read_ruleset(published)
            except (OSError, RulesetError) as error:
                raise CommandError(str(error)) from error
        source: Any = sys.stdin.buffer if options["file"] == "-" else Path(options["file"])
        if isinstance(source, Path) and not source.is_file():
            raise CommandError(f"There is no file {source}.")
        content = source.read_bytes() if isinstance(source, Path) else source.read()
        report = queries.iati.check_own_file(content, published)
        self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False, indent=1))
        if not report.valid:
            sys.exit(1)
