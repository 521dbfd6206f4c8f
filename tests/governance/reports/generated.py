"""Made-up offices to attack: a few months of visits, many people alone in their cell."""

from __future__ import annotations

import random
import uuid
from datetime import date

import numpy as np

from tests.governance.reports.attacker import Target, World
from tests.governance.results import fakes

SEXES = ["female", "male", "other", ""]
AGES = ["0-17", "18-29", "30-59"]
REASONS = ["work", "papers", "health", "rights"]
YEAR = 2026


def visits_of(seed: int, offices: list[uuid.UUID], months: int = 4, most: int = 60) -> list[dict]:
    """Return the visits of offices: some months busy, some nearly empty."""
    drawn = random.Random(seed)
    lines = []
    for office in offices:
        for month in range(1, months + 1):
            many = drawn.choice([drawn.randint(1, 9), drawn.randint(20, most)])
            for _ in range(many):
                key = uuid.UUID(int=drawn.getrandbits(128), version=4)
                person = f"p{drawn.randrange(10**6)}"
                if lines and drawn.random() < 0.15:  # somebody comes again
                    before = drawn.choice(lines)
                    again = {name: before[name] for name in ("person", "sex", "age_band")}
                else:
                    again = {
                        "person": person,
                        "sex": drawn.choices(SEXES, [60, 36, 2, 2])[0] or None,
                        "age_band": drawn.choices(AGES, [6, 44, 50])[0],
                    }
                lines.append(
                    fakes.visit(
                        key,
                        office,
                        date(YEAR, month, drawn.randint(1, 28)),
                        reason=drawn.choices(REASONS, [60, 25, 10, 5])[0],
                        minutes=float(drawn.randint(5, 90)),
                        **again,
                    )
                )
    return lines


def world_of(offices: list[uuid.UUID], cuts: list[date]) -> World:
    codes = {"sex": SEXES, "age_band": AGES, "reason": REASONS}
    return World(codes, cuts, [str(one) for one in offices])


def counts_of(world: World, lines: list[dict]):
    """Return how many visits are in each of the finest cells."""
    places = {cell: i for i, cell in enumerate(zip(*world.columns.values(), strict=True))}
    counts = np.zeros(world.size)
    for line in lines:
        time = max(i for i, cut in enumerate(world.cuts) if cut <= line["date"])
        codes = ((line[name] or "") for name in world.codes)
        counts[places[(time, line["office"], *codes)]] += 1
    return counts


def small_groups(world: World, lines: list[dict], most: int, columns: list[tuple[str, ...]]):
    """Return every group of 1 to ``most`` visits by the given columns, as targets."""
    counts: dict[tuple, int] = {}
    finest: dict[tuple, int] = {}
    names = ("time", "office", *world.codes)
    for line in lines:
        time = max(i for i, cut in enumerate(world.cuts) if cut <= line["date"])
        cell = (time, line["office"], *((line[name] or "") for name in world.codes))
        finest[cell] = finest.get(cell, 0) + 1
    targets = []
    for by in columns:
        counts.clear()
        for cell, n in finest.items():
            key = tuple(cell[names.index(name)] for name in by)
            counts[key] = counts.get(key, 0) + n
        for key, n in counts.items():
            if 0 < n <= most:
                chosen = dict(zip(by, key, strict=True))
                name = ", ".join(f"{k}={v}" for k, v in chosen.items())
                targets.append(Target(name, world.cell(chosen), n))
    return targets


def somebody_rare(world: World, lines: list[dict]) -> dict:
    """Return the codes of a visitor whose month and reason few others share."""
    months = [max(i for i, cut in enumerate(world.cuts) if cut <= one["date"]) for one in lines]
    groups = [(month, one["reason"]) for month, one in zip(months, lines, strict=True)]
    rarest = min(range(len(lines)), key=lambda i: (groups.count(groups[i]), i))
    line = lines[rarest]
    codes = {name: line[name] or "" for name in world.codes}
    return {"time": months[rarest], "office": line["office"], **codes}
