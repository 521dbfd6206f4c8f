"""SDG 10.7.1 from survey answers: recruitment_cost FILE --costs … --earnings …. Prints JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from waystation.analysis import recruitment as analysis

ONE_COLUMN = [
    one.name
    for one in fields(analysis.Columns)
    if one.name not in {"key", "costs", "reimbursed", "groups"}
]
SMALLEST = 10
"""A group with fewer workers in it is suppressed, and whatever would give it away."""


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file in UTF-8 with a header."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name} cannot be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not text in UTF-8.") from None
    return list(csv.DictReader(text.splitlines()))


class Command(BaseCommand):
    help = "SDG 10.7.1 from the answers of a survey in a CSV file. Answers JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV file: one row for each worker")
        parser.add_argument("--key", default="", help="column that names the worker; else the row")
        parser.add_argument("--costs", required=True, help="columns of the costs, with commas")
        parser.add_argument("--reimbursed", default="", help="columns of what was paid back")
        parser.add_argument("--earnings", required=True, help="column of the first month's pay")
        parser.add_argument("--for-wages", default="", help="column: works for wages, yes or no")
        parser.add_argument("--usual-stay", default="", help="column: stays twelve months")
        parser.add_argument("--first-job", default="", help="column: first job in the country")
        parser.add_argument("--weight", default="", help="column of the design weight")
        parser.add_argument("--by", default="", help="column of the breakdown")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [{**row, "": str(number)} for number, row in enumerate(read(options["file"]), 2)]
        by = options["by"]
        columns = analysis.Columns(
            key=options["key"],
            costs=_names(options["costs"]),
            reimbursed=_names(options["reimbursed"]),
            groups={by: by} if by else None,
            **{name: options[name] for name in ONE_COLUMN},
        )
        try:
            records = analysis.records_from_answers(rows, columns)
            data = _data(analysis.cost_indicator(records))
            groups = analysis.by_group(records, by, SMALLEST) if by else {}
        except KeyError as error:
            raise CommandError(f"The file has no column {error}.") from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        data["groups"] = {
            value: _data(one) if one is not None else "suppressed" for value, one in groups.items()
        }
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _data(one: analysis.Indicator) -> dict[str, Any]:
    """Return the indicator without the keys of the workers."""
    found = {
        name: value
        for name, value in vars(one).items()
        if name not in {"keys", "excluded_keys", "excluded"}
    }
    return found | {"asked": one.asked, "excluded": dict(one.excluded)}
