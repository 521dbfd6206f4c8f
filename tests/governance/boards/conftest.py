"""The sample indicators over sixty visits, for boards."""

from tests.governance.results.conftest import (  # noqa: F401
    ana,
    indicators,
    sixty,
    sixty_visits,
    visits,
)
