"""A database constraint for both databases: a text must have content."""

from __future__ import annotations

from django.db.models import BooleanField, F, Func, Q, Value

# All that Python's strip() takes away, so that rule and database agree on what is blank.
WHITE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


class IsNotBlank(Func):
    """The condition that a text contains more than whitespace; migrations refer to it."""

    template = "LENGTH(TRIM(%(expressions)s)) > 0"
    output_field = BooleanField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field), Value(WHITE))


def has_text(field: str) -> Q:
    """Return the condition that a text has more than white space in it."""
    return Q(IsNotBlank(field))
