"""How days and numbers are typed and shown.

Django reads a typed 03.02.2026 as 2 March in sq, ar and some others; here everybody types
the day first, in every language, and the ISO form is understood everywhere.
"""
