"""Meetings of the Network: calendar, notices, agenda, papers, minutes, decisions, actions."""
