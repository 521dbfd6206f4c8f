"""The inventory of cryptography names every place that encrypts or signs."""

import re

from waystation.site.config.env import ROOT

PAGE = (ROOT / "docs" / "security" / "cryptography.md").read_text()
SOURCE = ROOT / "src" / "waystation"
USES = re.compile(r"^\s*(?:from|import) (?:cryptography|Crypto|nacl|jwt)\b", re.M)


def test_no_source_encrypts_or_signs_that_the_inventory_does_not_name():
    using = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if USES.search(path.read_text())
    }
    named = set(re.findall(r"`([\w/]+\.py)`", PAGE))

    assert "foundation/shared/sealing.py" in using
    assert using - named == {"foundation/audit/keys.py"}  # loads the key that heads.py signs with


def test_every_file_that_the_inventory_names_is_there():
    named = set(re.findall(r"`((?:foundation|registry|governance|analysis)/[\w/]+\.py)`", PAGE))

    assert [name for name in sorted(named) if not (SOURCE / name).exists()] == []
