"""Regular pathways as dated rule tables, a person's eligibility, mobility partnerships."""
