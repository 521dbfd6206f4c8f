"""Write docs/mission.md from docs/mission.csv: what the mission needs, and what does it.

python -m tools.mission_page
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "mission.csv"
PAGE = ROOT / "docs" / "mission.md"
STATES = {
    "works": "works",
    "partly": "works in part",
    "stored": "stored, not computed",
    "later": "to come",
}
HEAD = """# The mission, statement by statement

Five documents describe what a migration mission does. Each statement of theirs that software can
hold, track or compute has a line here: in our words, with the page, model or command that does it
and the test that proves it, or the later capability that will. Written by
`python -m tools.mission_page` from `docs/mission.csv`; change the list, not this page.

"""


def rows() -> list[dict[str, str]]:
    """Return the rows of the list in their order."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """Return the page as it should be."""
    found = rows()
    counts = Counter(row["state"] for row in found)
    words = ", ".join(f"{counts[state]} {text}" for state, text in STATES.items() if counts[state])
    lines = [f"Of {len(found)} statements: {words}.\n"]
    lines += ["| Statement | What it asks | What does it | Test | State |", "|---|---|---|---|---|"]
    for row in found:
        test = f"`{row['test']}`" if row["test"].startswith("tests/") else row["test"]
        cells = [row["id"], row["what"], row["how"], test, STATES[row["state"]]]
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
