"""Referrals to partners and from partners: deadline, consent, answer, outcome."""
