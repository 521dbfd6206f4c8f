"""Bring the tables of docs/xforms.md up to date: python -m tools.xforms_page."""

from __future__ import annotations

from pathlib import Path

from waystation.analysis.xforms.support_page import with_tables

PAGE = Path(__file__).parents[1] / "docs" / "xforms.md"

if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text()))
