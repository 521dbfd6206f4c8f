"""The sections of reports to UNKT, generated from the Network's current records.

Every function takes the report and returns pieces (their kinds are in reports/queries/sections.py).
They contain only what every reader of the report may see: decisions and meetings of the classes
"public" and "network", no names of persons.
"""

from .life import counts as counts
from .writing import content_now as content_now
from .writing import section as section
from .writing import section_content as section_content
from .writing import section_offered as section_offered
