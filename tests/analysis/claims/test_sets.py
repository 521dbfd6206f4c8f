"""Sixteen sets of sentences with a register each, in four languages and two scripts.

Each set was written before the checker saw it. What failed was mended by kind, and the next set
was written; the share of figures that were right at the first run is given in ``FIRST_RUN``.

A case is a text, and a line that begins with "=>": each figure of the text as written, its
verdict, its fact, and perhaps its qualifier (q:) or value (v:); "-" for a text without figures.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from waystation.analysis import claims

SETS = Path(__file__).parent / "sets"
FIRST_RUN = {  # en, sq, sr in percent; set by set in the order in which they were written
    "press": (78, 92, 83), "three_languages": (88, 96, 91), "offices": (97, 85, 88),
    "ministries": (77, 83, 78), "keys_only": (88, 94, 94), "number_words": (90, 95, 100),
    "situation_reports": (97, 87, 91), "qualifiers": (85, 90, 81), "minutes": (90, 83, 65),
    "funds": (92, 94, 94), "nested_names": (63, 71, 77), "tabs": (82, 75, 69),
    "doctors": (88, 94, 93), "labels_by_column": (83, 89, 94), "places": (100, 89, 94),
    "albanian_register": (93, 100, 100),
}  # fmt: skip


def cases():
    for path in sorted(SETS.glob("*.txt")):
        language, lines = "en", []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                language, lines = line[3:].split("-")[0], []
            elif line.startswith("=>"):
                text = "\n".join(lines).strip()
                lines = []
                expected = [one.strip() for one in line[2:].split(" ; ") if one.strip() != "-"]
                yield pytest.param(
                    path.stem, language, text, expected, id=f"{path.stem} {language}: {text[:60]}"
                )
            else:
                lines.append(line)


@pytest.fixture(scope="module")
def registers():
    files = [one for one in SETS.iterdir() if one.suffix in {".csv", ".json"}]
    return {one.stem: claims.load(one.read_bytes(), one.name) for one in files}


@pytest.mark.parametrize(("name", "language", "text", "expected"), list(cases()))
def test_each_figure_of_a_set_gets_its_verdict(registers, name, language, text, expected):
    found = claims.check(text, registers[name], language)

    assert len(found) == len(expected), [one.figure.text for one in found]
    for one, line in zip(found, expected, strict=True):
        written, verdict, *more = (part.strip() for part in line.split("|"))
        assert written.split()[0] in one.figure.text or one.figure.text in written
        assert one.verdict.name == verdict, line
        for part in more:
            kind, _mark, value = part.partition(":")
            if kind == "q" and value:
                assert one.figure.qualifier == value
            elif kind == "v" and value:
                assert one.figure.value == Decimal(value)
            elif part:
                assert one.verdict.fact.key == part


def test_there_is_a_set_for_every_first_run():
    assert {one.stem for one in SETS.glob("*.txt")} == set(FIRST_RUN)
