"""`./waystation manage snapshot visits FOLDER`: export current records without identities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal
from waystation.governance.results import queries


class Command(BaseCommand):
    help = "Write fact tables as sorted Parquet with pseudonyms only, named by their content."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", choices=sorted(queries.sources()))
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in access.organisations():
            try:
                kept = queries.snapshot_of(organisation.id, options["source"], options["folder"])
            except Refusal as refusal:
                raise CommandError(in_words(refusal)) from refusal
            self.stdout.write(f"{organisation.key}: {kept.rows} rows in {kept.path.name}.")
