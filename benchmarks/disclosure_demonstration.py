# ruff: noqa: E402 (Django is set up before its models are imported)
"""An attacker on the demonstration office: every edition, and all that each account may ask.

    ./waystation up --state FOLDER      (once, until it is loaded; then stop it)
    WAYSTATION_STATE=FOLDER PYTHONPATH=src:. python benchmarks/disclosure_demonstration.py

The attacker is that of the tests (tests/governance/reports/attacker.py). Each demonstration account
that reads indicators asks for every month of the last half-year, and for the period of every
edition, by each breakdown and pair of them; what it may open is exact and no secret, the rest is
entered with what the noise may reach.
"""

from __future__ import annotations

import itertools
import json
import os
from collections import Counter
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")

import django

django.setup()

from tests.governance.reports import attacker
from waystation.foundation.access import queries as access
from waystation.foundation.access.models import Organisation, User
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, month, parse, today_in
from waystation.governance.reports.models import Edition
from waystation.governance.results import queries as results
from waystation.governance.results.queries.store import tables
from waystation.governance.results.rules.expressions import columns_in

SOURCE, INDICATOR, REACH, SMALL = "centres.visits", "visits", 15, 4
BY = ("sex", "reason", "place")


def lines_of(organisation: Organisation) -> list[dict]:
    """Return the visits as facts, with "" for what is not known."""
    rows = tables()[SOURCE].read(organisation.id, None).to_pylist()
    return [row | {name: row[name] or "" for name in BY} for row in rows]


def readable(content: bytes) -> bytes:
    """Return an edition with those of its figures that speak of the columns looked at."""
    data = json.loads(content)

    def speaks(figure: dict) -> bool:
        definition = data["definitions"][f"{figure['indicator']} {figure['version']}"]
        used = {*figure["where"], *figure["dimensions"]} - {"month", "office"}
        for name in ("where", "numerator"):
            used |= set(columns_in(definition.get(name)))
        return definition["source"] == SOURCE and used <= set(BY)

    return json.dumps(data | {"figures": [one for one in data["figures"] if speaks(one)]}).encode()


def months_before(today: date, many: int) -> list:
    found = [month(today)]
    for _ in range(many):
        found.append(month(found[-1].start - timedelta(days=1)))
    return found[:0:-1]


def periods_of(editions: list[bytes]) -> list[Period]:
    """Return the periods of the editions that say something of the columns looked at."""
    contents = map(json.loads, editions)
    codes = dict.fromkeys(one["period"] for one in contents if one["figures"])
    return [parse(one) for one in codes]


def groups(world: attacker.World, lines: list[dict], by: tuple[str, ...]) -> list[attacker.Target]:
    """Return the groups of 1 to SMALL visits of a month by these columns."""
    counts: Counter = Counter()
    for line in lines:
        time = next(
            (i for i, (a, b) in enumerate(itertools.pairwise(world.cuts)) if a <= line["date"] < b),
            None,
        )
        if time is not None:
            counts[(time, *(line[name] for name in by))] += 1
    names = ("time", *by)
    return [
        attacker.Target(str(key), world.cell(dict(zip(names, key, strict=True))), n)
        for key, n in counts.items()
        if 0 < n <= SMALL
    ]


def ask(user: User, periods: list, world: attacker.World, known: attacker.Known) -> Counter:
    """Ask all that this reader may, and enter it; return how often by which method."""
    methods: Counter = Counter()
    for period in periods:
        for by in ((), *((one,) for one in BY), *itertools.combinations(BY, 2)):
            try:
                table = results.figures(user, [INDICATOR], period, by=by)[INDICATOR]
            except Refusal as refusal:
                methods[refusal.code] += 1
                continue
            methods[table.method] += 1
            if table.method != "noise":
                continue
            offices = [str(one) for one in access.offices_where(user, "indicator.read")]
            for figure in (table.total, *table.cells):
                if figure.state == "shown":
                    codes = dict(zip(table.dimensions, figure.key, strict=False))
                    mask = world.inside(table.period.code, offices) & world.cell(codes)
                    reach = REACH * len(list(table.period.months()))
                    known.learn(mask, max(figure.value - reach, 0), figure.value + reach)
    return methods


def main() -> None:
    organisation = Organisation.objects.get(
        id=Edition.objects.values_list("organisation_id", flat=True).order_by("link").first()
    )
    lines = lines_of(organisation)
    periods = months_before(today_in(), 6)
    contents = Edition.objects.order_by("link").values_list("content", flat=True)
    editions = [readable(bytes(one)) for one in contents]
    codes = {name: sorted({line[name] for line in lines}) for name in BY}
    offices = sorted(
        {str(line["office"]) for line in lines}
        | {one["id"] for content in map(json.loads, editions) for one in content["offices"]}
    )
    span = f"{periods[0].code} to {periods[-1].code}"
    print(f"{len(lines)} visits, {len(editions)} editions, months {span}")
    total, found = 0, []
    for period in [*periods, *periods_of(editions)]:
        world = attacker.World(codes, [period.start, period.end], offices)
        read = [one for one in editions if json.loads(one)["period"] == period.code]
        known = attacker.read_editions(world, read).get("visits")
        print(period.code, "editions", len(read), "equations", len(known.masks))
        columns: list[tuple[str, ...]] = [(name,) for name in BY]
        if read:  # only editions are exact enough for pairs
            columns += itertools.combinations(BY, 2)
        targets = [one for by in columns for one in groups(world, lines, by)]
        for user in User.objects.filter(is_active=True).order_by("email"):
            if access.may(user, "indicator.read"):
                methods = ask(user, [period], world, known)
                if period == periods[-1]:
                    print(" ", user.email.partition("@")[0], dict(methods))
        total += len(targets)
        found += [f"{period.code} {one}" for one in attacker.recovered(known, targets)]
    print(f"{len(found)} of {total} groups of 1 to {SMALL} recovered exactly or within one")
    print("\n".join(found))


if __name__ == "__main__":
    main()
