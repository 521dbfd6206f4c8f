"""Recommendations to UNKT and UNKT's answers."""
