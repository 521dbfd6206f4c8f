"""Fact sheets: what counsellors tell, in editions with a validity, in several languages."""
