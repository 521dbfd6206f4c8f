"""Services of partners, and referrals to them and from them: deadline, consent, answer, outcome."""
