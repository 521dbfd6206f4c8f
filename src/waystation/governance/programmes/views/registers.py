"""The pages of the registers of programmes."""

from __future__ import annotations

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.shared.words import N_
from waystation.governance.programmes.queries import registers

PAGES = RegisterPages(
    "programmes",
    registers.REGISTERS,
    title=N_("Registers of programmes"),
    lead=N_("Money, people, results, partners, documents, lessons and support to institutions."),
    crumb="programmes:home|" + N_("Programmes"),
)
