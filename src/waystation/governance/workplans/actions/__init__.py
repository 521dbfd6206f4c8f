"""Actions, one module per kind of record."""

from . import activities as activities
from . import commitments as commitments
from . import plans as plans
from . import progress as progress
from . import reviews as reviews
