"""Whole texts as journalists and offices write them, each with a register of its own.

A figure is marked where it is written: {{figure|verdict|fact}}, with "/" between verdicts of which
either is right, and perhaps its qualifier (q:). What is not marked is no figure. Each text was
written before the checker saw it; the share of figures that were right then is in FIRST_RUN.
"""

import re
from pathlib import Path

import pytest

from waystation.analysis import claims

TEXTS = Path(__file__).parent / "texts"
MARK = re.compile(r"\{\{(.*?)\}\}")
FIRST_RUN = {  # in percent; in the order in which they were written
    "labour": 70, "appeal": 75, "brief": 63, "city": 21,
    "donor": 97, "news": 88, "sitrep": 85, "parliament": 85,
    "speech": 68, "audit": 92, "study": 72, "bulletin": 91,
    "unicef": 82, "poll": 88, "corridor": 85, "ngo": 91,
}  # fmt: skip
LEAST = {"corridor": 0.88}
"""The share of right figures today where it is below 95 %: rows named "All" in a table."""


def marked(raw):
    """Return the text without marks, and each mark with its place in it."""
    text, marks, place = "", [], 0
    for hit in MARK.finditer(raw):
        text += raw[place : hit.start()]
        written, *expected = hit.group(1).split("|")
        marks.append((len(text), len(text) + len(written), expected))
        text += written
        place = hit.end()
    return text + raw[place:], marks


def right(one, expected):
    verdicts, *more = expected
    facts = [part for part in more if not part.startswith("q:")]
    qualifiers = [part[2:] for part in more if part.startswith("q:")]
    if one.verdict.name not in verdicts.split("/"):
        return False
    if qualifiers and one.figure.qualifier not in qualifiers:
        return False
    return not facts or one.verdict.name == "no_fact" or one.verdict.fact.key == facts[0]


@pytest.fixture
def judged(request):
    """One text: its figures with their expectations, the figures that are none, its words."""
    name = request.param
    text, marks = marked((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    register = next(one for one in TEXTS.glob(f"{name}.*") if one.suffix != ".txt")
    found = claims.check(text, claims.load(register.read_bytes(), register.name), "en")
    left, pairs = list(found), []
    for start, end, expected in marks:
        one = next((f for f in left if f.figure.start < end and f.figure.end > start), None)
        if one is not None:
            left.remove(one)
        pairs.append((text[start:end], one, expected))
    return name, pairs, left, len(text.split())


@pytest.mark.parametrize("judged", list(FIRST_RUN), indirect=True)
def test_a_whole_text_gets_its_verdicts_with_few_false_alarms(judged):
    name, pairs, extra, words = judged

    wrong = [pair for pair in pairs if pair[1] is None or not right(pair[1], pair[2])]

    assert len(wrong) <= (1 - LEAST.get(name, 0.95)) * len(pairs), wrong
    assert len(extra) * 100 <= words, [one.figure.text for one in extra]


def test_every_text_has_its_first_run():
    assert {one.stem for one in TEXTS.glob("*.txt")} == set(FIRST_RUN)
