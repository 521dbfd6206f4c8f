"""Actions, one module per kind of record."""

from . import agenda as agenda
from . import attendance as attendance
from . import decisions as decisions
from . import files as files
from . import guests as guests
from . import meetings as meetings
from . import minutes as minutes
from . import papers as papers
