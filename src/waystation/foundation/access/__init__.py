"""Offices, users, roles, scoping, the audit trail, data-protection duties."""
