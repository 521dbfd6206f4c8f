"""Existing sheets from Excel or CSV become records: mapped, checked, loaded once, undone."""
