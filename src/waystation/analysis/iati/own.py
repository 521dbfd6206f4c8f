"""Our own rules, in the words of this program and in the form of the standard's ruleset.

``MORE`` is asked of every file: what the published ruleset leaves out (the sum of sector shares
of other vocabularies, because its condition is not filled in; figures that are no numbers).
``CORE`` takes the place of the published ruleset where that was not brought.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from .ruleset import Ruleset, read_ruleset

HERE = Path(__file__).parent


@lru_cache(maxsize=2)
def _own(name: str) -> Ruleset:
    return read_ruleset((HERE / name).read_bytes())


def rulesets_with(published: Ruleset | None) -> list[Ruleset]:
    """Return the rulesets to ask: the published one, or our core in its place, and ours."""
    return [published or _own("rules.json"), _own("more_rules.json")]
