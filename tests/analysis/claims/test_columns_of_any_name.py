"""Registers with their columns renamed, in another order and another format say the same.

Each register of the tests is written again in many ways that people write registers, drawn with a
fixed seed; every fact must come out as before. A directory of further registers may be named in
``WAYSTATION_REGISTERS``, and more turns asked for with ``WAYSTATION_TURNS``.
"""

import csv
import io
import json
import os
import random
import re
from pathlib import Path

import pytest

from waystation.analysis import claims
from waystation.analysis.claims.guessing import column_name, guessed_columns

HERE = Path(__file__).parent
NAMES = {
    "key": "id ref code fact_id no nr kod identifier row_id шифра kodi",
    "label": "indicator measure metric statistic series topic what label description variable"
    " title statement fact claim treguesi показатељ pokazatelj naziv emertimi",
    "value": "value figure amount number n val obs_value vlera вредност vrednost iznos shuma"
    " result total",
    "unit": "unit measure uom in denomination njësia јединица jedinica unit_of_measure measured_in",
    "year": "year period ref_period time as_of date when viti година godina reference_year"
    " periudha for",
    "source": "source origin provider citation org publisher burimi извор izvor according_to"
    " reported_by who",
    "vintage": "vintage edition published release retrieved publication_date issued publikuar"
    " objavljeno version",
    "qualifier": "qualifier precision approx modifier kind cilesori accuracy hedge",
    "place": "place area geo territory region country vendi место mesto location where komuna",
    "supersedes": "supersedes replaces previous_id predecessor corrects",
}
FIELDS = ("value", "upper", "kind", "unit_name", "denominator", "qualifier", "period", "place",
          "source", "vintage", "label", "supersedes", "superseded")  # fmt: skip
STYLES = (
    str,
    str.upper,
    str.title,
    lambda name: name.replace("_", " "),
    lambda name: re.sub(r"_(\w)", lambda hit: hit[1].upper(), name),
    lambda name: f" {name.capitalize()} ",
)


def registers():
    places = [HERE, HERE / "sets", HERE / "texts"]
    if os.environ.get("WAYSTATION_REGISTERS"):
        places += [Path(one) for one in os.environ["WAYSTATION_REGISTERS"].split(":")]
    for place in places:
        for path in sorted(place.iterdir()):
            if path.suffix in {".csv", ".json"} and path.name != "key.json":
                yield path


def table(path):
    """Return the rows of a register and the field of each column; none for a nested one."""
    content = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        head = content.split("\n", 1)[0]
        mark = max(",;\t|", key=head.count)
        rows = [dict(one) for one in csv.DictReader(io.StringIO(content), delimiter=mark)]
    else:
        rows = json.loads(content)
        if isinstance(rows, dict):
            rows = next((one for one in rows.values() if isinstance(one, list)), [])
    names = {name for row in rows for name in row}
    nested = any(isinstance(cell, (dict, list)) for row in rows for cell in row.values())
    wide = sum(name.isdecimal() for name in names) > 1
    if nested or wide or None in names or not rows:
        return [], {}
    rows = [
        {one: "" if (cell := row.get(one)) is None else str(cell) for one in names} for row in rows
    ]
    return rows, {one: guessed_columns(rows).get(column_name(one), "") for one in names}


TABLES = {path: table(path) for path in registers()}
FLAT = [path for path, (rows, _fields) in TABLES.items() if rows]


def renamed(rows, fields, draw, *, plain=False):
    """Return the rows with columns of other names in another order."""
    style = draw.choice(STYLES)
    taken = {one for one in fields if fields[one] not in NAMES}
    headings = {}
    for number, column in enumerate(sorted(fields)):
        field = "year" if fields[column] == "as_of" else fields[column]
        field = "label" if field == "subject" and "label" not in fields.values() else field
        if plain:
            edition = field == "vintage" and all(len(row[column]) < 2 for row in rows)
            headings[column] = column if edition or field not in NAMES else f"c{number}"
        elif field in NAMES:
            free = [one for one in NAMES[field].split() if one not in taken]
            name = draw.choice(free)
            taken.add(name)
            headings[column] = style(name)
        else:
            headings[column] = column
    order = sorted(headings)
    draw.shuffle(order)
    return [{headings[one]: row[one] for one in order} for row in rows]


def written(rows, shape):
    """Return rows as a file of a shape."""
    names = list(rows[0])
    if shape == "objects":
        return json.dumps(rows, ensure_ascii=False)
    if shape == "wrapped":
        return json.dumps({"meta": {"title": "Register"}, "records": rows}, ensure_ascii=False)
    if shape == "lists":
        return json.dumps([names, *([row[one] for one in names] for row in rows)])
    if shape == "split":
        return json.dumps({"columns": names, "data": [[row[one] for one in names] for row in rows]})
    if shape == "columns":
        return json.dumps({one: [row[one] for row in rows] for one in names})
    out = io.StringIO()
    writer = csv.writer(out, delimiter={"semicolons": ";", "tabs": "\t"}.get(shape, ","))
    if shape == "titled":
        out.write("Register of facts\n\n")
    writer.writerows([names, *([row[one] for one in names] for row in rows)])
    return out.getvalue()


SHAPES = (
    "commas",
    "semicolons",
    "tabs",
    "titled",
    "objects",
    "wrapped",
    "lists",
    "split",
    "columns",
)


def said(facts, without=()):
    return [{one: getattr(fact, one) for one in FIELDS if one not in without} for fact in facts]


def differences(before, after):
    if len(before) != len(after):
        return {"number of facts": (len(before), len(after))}
    return {
        name: (one[name], two[name])
        for one, two in zip(before, after, strict=True) for name in one if one[name] != two[name]
    }  # fmt: skip


def name_of(path):
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", FLAT, ids=name_of)
def test_other_names_orders_and_formats_of_columns_give_the_same_facts(path):
    rows, fields = TABLES[path]
    before = said(claims.load(path.read_bytes()))
    draw = random.Random(20260611)
    failed = []

    for turn in range(int(os.environ.get("WAYSTATION_TURNS", len(SHAPES)))):
        changed = renamed(rows, fields, draw)
        after = said(claims.load(written(changed, SHAPES[turn % len(SHAPES)])))
        if found := differences(before, after):
            failed.append((list(changed[0]), found))

    assert failed == []


@pytest.mark.parametrize("path", FLAT, ids=name_of)
def test_columns_without_any_meaning_in_their_names_are_read_by_their_cells(path):
    rows, fields = TABLES[path]
    before = said(claims.load(path.read_bytes()))
    draw = random.Random(7)
    failed = []

    for _turn in range(2):
        changed = renamed(rows, fields, draw, plain=True)
        after = said(claims.load(written(changed, "commas")))
        if found := differences(before, after):
            failed.append((list(changed[0]), found))

    assert failed == []


def test_a_comma_as_decimal_sign_in_a_renamed_register_gives_the_same_values():
    rows, fields = TABLES[HERE / "texts" / "labour.csv"]
    draw = random.Random(3)
    changed = [
        {
            one: cell.replace(".", ",") if fields[one] == "value" else cell
            for one, cell in row.items()
        }
        for row in rows
    ]

    after = claims.load(written(renamed(changed, fields, draw), "semicolons"))

    assert [one.value for one in after] == [
        one.value for one in claims.load((HERE / "texts" / "labour.csv").read_bytes())
    ]


HARD = [
    # the units in "indicator", the words in "measure"
    "n,measure,indicator,figure,date\n"
    "1,Persons counselled in Peja,persons,412,2023\n2,Share of women counselled,%,38.5,2023\n"
    "3,Average cost of a case,EUR,215,2022\n",
    # the publisher in "place", the place in "source"
    "title;number;kind;source;place;year\n"
    "Persons counselled in Peja;412;persons;Kosovo;Employment Agency;2023\n"
    "Share of women counselled;38,5;%;Kosovo;Employment Agency;2023\n"
    "Average cost of a case;215;EUR;Kosovo;Ministry of Labour;2022\n",
    # the publication before the year that the value is of, both called a date
    "date of issue,date,what,n,in\n"
    "2024-03-01,2023,Persons counselled in Peja,412,persons\n"
    "2024-03-01,2023,Share of women counselled,38.5,%\n"
    "2023-05-01,2022,Average cost of a case,215,EUR\n",
    # a title above the table
    "Case work of the centres\n\nTreguesi,Vlera,Njësia,Viti,Burimi\n"
    "Persons counselled in Peja,412,persons,2023,IOM\n"
    "Share of women counselled,38.5,%,2023,IOM\nAverage cost of a case,215,EUR,2022,IOM\n",
    # lists below a list of names
    '[["показатељ","вредност","јединица","година"],["Persons counselled in Peja",412,"persons",'
    '2023],["Share of women counselled",38.5,"%",2023],["Average cost of a case",215,"EUR",2022]]',
    # nested below other names
    '{"observations": [{"statistic": "Persons counselled in Peja", "obs": {"amount": 412,'
    ' "uom": "persons"}, "refPeriod": {"year": 2023}}, {"statistic": "Share of women counselled",'
    ' "obs": {"amount": 38.5, "uom": "%"}, "refPeriod": {"year": 2023}}, {"statistic":'
    ' "Average cost of a case", "obs": {"amount": 215, "uom": "EUR"},'
    ' "refPeriod": {"year": 2022}}]}',
]


@pytest.mark.parametrize("text", HARD)
def test_names_of_columns_that_mislead_do_not(text):
    found = claims.load(text)

    assert [(one.label, float(one.value), one.kind, one.period.first) for one in found] == [
        ("Persons counselled in Peja", 412, "count", 2023),
        ("Share of women counselled", 38.5, "percent", 2023),
        ("Average cost of a case", 215, "money", 2022),
    ]
