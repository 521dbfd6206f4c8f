"""Regular pathways as dated rule tables, eligibility of persons, mobility partnerships."""
