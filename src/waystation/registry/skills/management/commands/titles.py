"""Code job titles to ISCO-08: titles FILE, or - for standard input. Prints JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import refuse
from waystation.registry.skills import occupations, queries
from waystation.registry.skills.rules import titles as rules

MOST_BYTES = 4_000_000


def read(name: str) -> list[str]:
    """Return titles from a file: one on each line, or a JSON list of texts."""
    try:
        content = sys.stdin.buffer.read(MOST_BYTES) if name == "-" else Path(name).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name} cannot be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not text in UTF-8.") from None
    if not text.lstrip().startswith("["):
        return [line for line in text.splitlines() if line.strip()]
    try:
        titles = json.loads(text)
    except ValueError as error:
        raise CommandError(f"{name} is not JSON: {error}.") from None
    except RecursionError:
        raise CommandError(f"{name} is not a list of texts: it is nested too deeply.") from None
    if not all(isinstance(one, str) for one in titles):
        raise CommandError(f"{name} must be a list of texts.")
    return list(titles)


class Command(BaseCommand):
    help = "Code job titles to ISCO-08: titles FILE, or - for standard input. Answers JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="one title on each line, or a JSON list; - for input")
        parser.add_argument("--most", type=int, default=5, help="choices for each title")
        parser.add_argument("--language", default="en", choices=occupations.LANGUAGES)
        parser.add_argument("--organisation", help="use what this organisation has confirmed")

    def handle(self, *args: Any, **options: Any) -> None:
        titles = read(options["file"])
        refuse([rules.refusal_of_titles(titles)])
        known = None
        if options["organisation"]:
            known = access.organisations().filter(key=options["organisation"]).first()
            if known is None:
                raise CommandError(f"There is no organisation {options['organisation']}.")
        coder = queries.coder_of(known.id if known else None)
        found = coder.code(titles, most=max(1, options["most"]))
        data = [queries.as_data(one, options["language"]) for one in found]
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
