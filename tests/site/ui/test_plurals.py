"""A number stands before a plural only where each language has its forms for it."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src" / "waystation"
PYTHON = re.compile(r"\b(?:N_|_|gettext)\(\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)")
TEMPLATE = re.compile(r"{% blocktrans(?:late)?([^%]*)%}(.*?){% endblocktrans", re.DOTALL)
COUNTED = re.compile(r"\{\{? ?(\w+) ?\}?\} (?:[a-z]+ )?[a-z]+s\b")
COUNTS = {
    "added", "answers", "applied", "count", "days", "entries", "facts", "figures", "files", "fresh",
    "issued", "lines", "more", "n", "open", "read", "records", "refused", "sent", "there", "times",
    "visits", "wrong",
}  # fmt: skip
"""Placeholders of what is counted and may be 1; those of fixed limits are called otherwise."""
NEVER_ONE = (
    "Entities have {days} working days to read",
    "Requests from authorities unanswered for more than {days} working days",
    "Recommendations awaiting an answer from UNKT for {days} days or more",
    "These are {count} titles",
    "These are {count} skills",
    "These are {count} choices; a list in the browser has at most",
    "The column “{heading}” has {count} different texts",
    "· {{ n }} months of pay",
    "At least {{ n }} characters",
    "After {{ n }} minutes without use",
    "Only the newest {{ read }} submissions",
)
"""Sentences that are said of several only."""


def sentences():
    """Yield each sentence of the program, with the file that it is in."""
    for path in sorted(SOURCE.rglob("*")):
        if "migrations" in path.parts or "analysis" in path.parts:
            continue
        if path.suffix == ".py":
            for found in PYTHON.finditer(path.read_text(encoding="utf-8")):
                yield path, "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found[1]))
        elif path.suffix in {".html", ".txt"}:
            for found in TEMPLATE.finditer(path.read_text(encoding="utf-8")):
                if " count " not in found[1]:
                    yield path, " ".join(found[2].split())


def test_no_sentence_counts_one_thing_as_many():
    wrong = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path, text in sentences()
        for found in [COUNTED.search(text)]
        if found and found[1] in COUNTS and not text.startswith(NEVER_ONE)
    ]

    assert wrong == []
