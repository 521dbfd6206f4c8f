"""A constraint that both databases understand: this text says something."""

from __future__ import annotations

from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

# All that Python's strip() takes away, so that rule and database agree on what is blank.
WHITE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def said(field: str) -> Q:
    """Return the condition that a text has more than white space in it."""
    bare = Func(F(field), Value(WHITE), function="TRIM", arity=2, output_field=CharField())
    return Q(GreaterThan(Length(bare), 0))
