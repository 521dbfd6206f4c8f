"""Migrant Service Centres: visits, daily profiles, counselling, group sessions.

Information, advice and referral from a one-stop shop inside the employment service, with daily
profiling of the people who come (seed 004, lines 15-19).
"""
