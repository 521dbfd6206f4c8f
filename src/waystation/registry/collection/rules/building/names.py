"""Names of questions and lists: made from a label, free, and followed by what refers to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from waystation.foundation.shared.scripts import latin

LONGEST_NAME = 40
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")


def refer(cell: str, renamed: Mapping[str, str]) -> str:
    """Return a cell with the new names of questions in its references ${…}."""
    if "${" not in cell:
        return cell
    return _REFERENCE.sub(
        lambda found: f"${{{renamed[found[1]]}}}" if found[1] in renamed else found[0], cell
    )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that is not taken: the wanted one, or that with a number."""
    stem = re.sub(r"_\d+$", "", wanted)
    tried, number = wanted, 1
    while tried in taken:
        number += 1
        tried = f"{stem}_{number}"
    return tried


def proposed_name(label: str, taken: Collection[str], otherwise: str = "question") -> str:
    """Return a name made from a label: Latin letters without accents, digits, underscores."""
    text = unicodedata.normalize("NFKD", latin(_REFERENCE.sub(" ", label)).lower())
    text = text.replace("đ", "d").replace("ı", "i")
    plain = "".join(one for one in text if not unicodedata.combining(one))
    words = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for word in words:
        if len(name) + len(word) > LONGEST_NAME:
            break
        name = f"{name}_{word}" if name else word
    if not name or not name[0].isalpha() or name == "meta":
        name = f"{otherwise}_{name}" if name else otherwise
    return free_name(name, taken)
