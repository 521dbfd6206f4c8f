"""What the product is made of is written down, with a licence that it may be given away under."""

import json
import re

import pytest

from tools import supply_chain

FREE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-2.1-only",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1",
    "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
ONLY_IN_DEVELOPMENT = {"GPL-3.0-or-later"}  # tools that no installation contains


@pytest.fixture(scope="module")
def parts():
    return supply_chain.parts()


def listed():
    """Return the packages of the bill of materials with their versions."""
    components = json.loads(supply_chain.SBOM.read_text())["components"]
    return {(one["purl"].split("/")[0], one["name"], one["version"]) for one in components}


def test_the_bill_of_materials_names_what_the_locks_name(parts):
    locked = {(f"pkg:{one.kind}", one.name, one.version) for one in parts}

    assert listed() == locked, "run python -m tools.supply_chain"


def test_every_part_has_a_licence_that_is_listed():
    page = supply_chain.LICENCES.read_text()
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (\w+) \| (.*) \| (\w+) \|$", page, re.MULTILINE)[1:]
    unknown = {
        name: licence
        for name, _version, _kind, licence, used in rows
        for one in re.split(" AND | OR ", re.sub("[()]", "", licence))
        if one not in FREE | (ONLY_IN_DEVELOPMENT if used == "development" else set())
    }

    assert {(f"pkg:{kind}", name, version) for name, version, kind, *_ in rows} == listed()
    assert unknown == {}
