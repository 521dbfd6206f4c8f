"""Offices, users, roles, permissions, exports, and data protection."""
