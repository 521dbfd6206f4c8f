"""Ethical recruitment: due diligence, costs paid by workers, and incidents."""
