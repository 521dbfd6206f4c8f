"""Why an estimate cannot be made, in a sentence that says which and what to do."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal


class CannotEstimate(Refusal, ValueError):
    """The data or the design do not allow this estimate; the sentence says what to do.

    It is a :class:`Refusal`, so a page, the API and the command line show it as they show
    every other refusal, and a ``ValueError``, so a statistician's script can catch it plainly.
    """
