"""The audiences of figures."""

from __future__ import annotations

from waystation.foundation.shared.words import N_

AUDIENCES = [
    ("internal", N_("Our own staff")),
    ("partners", N_("Partners")),
    ("public", N_("Everybody")),
]
