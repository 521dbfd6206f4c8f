"""Fact sheets for counselling, in editions with a period of validity and several languages."""
