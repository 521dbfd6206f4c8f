"""Write down what the product is made of: a bill of materials, and the licence of each part.

    python -m tools.supply_chain

Reads the locks (PyPI and npm) and the licences that the installed packages declare; writes
``docs/security/sbom.cdx.json`` (CycloneDX 1.6) and ``docs/security/licences.md``. A test asks
that both agree with the locks.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SBOM = ROOT / "docs" / "security" / "sbom.cdx.json"
LICENCES = ROOT / "docs" / "security" / "licences.md"

# Packages whose metadata name no licence, and where it was read.
READ_ELSEWHERE = {
    "atheris": "Apache-2.0",  # LICENSE of the project
    "colorama": "BSD-3-Clause",  # not installed on Linux; LICENSE.txt of the project
    "pysqlite3": "Zlib",  # LICENSE of the project
    "pyxform": "BSD-2-Clause",  # LICENSE of the project
    "qrcode": "BSD-3-Clause",  # LICENSE of the project; its classifiers name a second one
}
# What metadata of older kinds say, in the words of SPDX.
IN_SPDX = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-only",
    "The Unlicense (Unlicense)": "Unlicense",
    "Public Domain": "Unlicense",
}


@dataclass(frozen=True, order=True)
class Part:
    """A package of a lock."""

    name: str
    version: str
    kind: str  # pypi or npm
    licence: str
    development: bool

    @property
    def purl(self) -> str:
        name = self.name.replace("@", "%40")
        return f"pkg:{self.kind}/{name}@{self.version}"


def locked(path: Path) -> dict[str, str]:
    """Return the packages of a lock of pip: name -> version. The lock also holds every hash."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", path.read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in lines}


def licence_of(name: str) -> str:
    """Return the licence that an installed package declares, in the words of SPDX."""
    if name in READ_ELSEWHERE:
        return READ_ELSEWHERE[name]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if expression := about.get("License-Expression"):
        return expression
    classified = [
        one.split(" :: ")[-1]
        for one in about.get_all("Classifier") or []
        if one.startswith("License ::") and not one.endswith("OSI Approved")
    ]
    named = " AND ".join(sorted({IN_SPDX.get(one, one) for one in classified}))
    text = (about.get("License") or "").strip().splitlines()
    return named or (IN_SPDX.get(text[0], text[0]) if text else "")


def of_python() -> list[Part]:
    """Return what the locks of pip name; the second lock is for development only."""
    plain, all_of_them = locked(ROOT / "requirements.lock"), locked(ROOT / "requirements-dev.lock")
    return [
        Part(name, version, "pypi", licence_of(name), name not in plain)
        for name, version in all_of_them.items()
    ]


def of_the_browser() -> list[Part]:
    """Return what the lock of npm names."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    found = []
    for path, about in packages.items():
        if path:
            name = path.split("node_modules/")[-1]
            licence, development = about.get("license", ""), bool(about.get("dev"))
            found.append(Part(name, about["version"], "npm", licence, development))
    return found


def parts() -> list[Part]:
    """Return everything the product is made of."""
    return sorted({*of_python(), *of_the_browser()})


def bill() -> dict[str, Any]:
    """Return the bill of materials (CycloneDX 1.6), the same for the same locks."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": about["name"],
                "version": about["version"],
                "licenses": [{"expression": about["license"]}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": one.purl,
                "name": one.name,
                "version": one.version,
                "purl": one.purl,
                "scope": "excluded" if one.development else "required",
                "licenses": [{"license": {"name": one.licence}}],
            }
            for one in parts()
        ],
    }


def table() -> str:
    """Return the page of licences."""
    lines = [
        "# Licences of what Waystation is made of",
        "",
        "Written by `python -m tools.supply_chain` from the locks. Waystation is Apache-2.0.",
        "Packages used in development only are not part of an installation.",
        "",
        "| package | version | from | licence | used |",
        "|---|---|---|---|---|",
    ]
    for one in parts():
        used = "development" if one.development else "installation"
        lines.append(f"| {one.name} | {one.version} | {one.kind} | {one.licence} | {used} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write both files; say which package names no licence."""
    SBOM.parent.mkdir(parents=True, exist_ok=True)
    SBOM.write_text(json.dumps(bill(), indent=1) + "\n")
    LICENCES.write_text(table())
    unknown = [one.name for one in parts() if not one.licence]
    for name in unknown:
        print(f"{name} names no licence: add it to READ_ELSEWHERE", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
