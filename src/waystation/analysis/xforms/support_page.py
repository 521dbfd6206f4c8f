"""The tables of docs/xforms.md, generated from the engine."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator

from . import support
from .functions import FUNCTIONS
from .functions.foreign import PRODUCTS
from .functions.naming import MANY

TABLES = {
    "files": ("File", support.FILES),
    "types": ("Type", support.TYPES),
    "survey": ("Column", support.SURVEY),
    "choices": ("Column", support.CHOICES),
    "settings": ("Column", support.SETTINGS),
    "sheets": ("Sheet", support.SHEETS),
    "appearances": ("Appearance", support.APPEARANCES),
}
OUR_OWN = {"search-row"}  # made from search() in an appearance, not for forms


def tables() -> dict[str, str]:
    """Return each table in Markdown by the name that marks its place in the page."""
    found = {name: "\n".join(_table(heading, table)) for name, (heading, table) in TABLES.items()}
    found["functions"] = "\n".join(_functions())
    found["foreign"] = "\n".join(_foreign())
    return found


def _table(heading: str, table: Iterable[support.Row]) -> Iterator[str]:
    yield f"| {heading} | Support | |"
    yield "|---|---|---|"
    for row in table:
        names = " · ".join(f"`{name}`" for name in row.names)
        yield f"| {names} | {row.status} | {row.sentence} |".replace("  |", " |")


def _functions() -> Iterator[str]:
    yield "| Function | Arguments | What it gives |"
    yield "|---|---|---|"
    for name, (function, least, most) in sorted(FUNCTIONS.items()):
        if name in OUR_OWN:
            continue
        many = f"{least}" if least == most else f"{least} or more" if most >= MANY else ""
        words = " ".join((inspect.getdoc(function) or "").split())
        yield f"| `{name}()` | {many or f'{least} to {most}'} | {words} |"


def _foreign() -> Iterator[str]:
    yield "| Function | Belongs to |"
    yield "|---|---|"
    for product in sorted(set(PRODUCTS.values())):
        names = " · ".join(f"`{name}()`" for name, of in sorted(PRODUCTS.items()) if of == product)
        yield f"| {names} | {product} |"


def with_tables(page: str) -> str:
    """Return a page with its tables brought up to date: what is between two marks of a name."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}{table}\n{end}{after}"
    return page
