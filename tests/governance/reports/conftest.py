"""Reports are written about the made-up visits of the tests of results."""

from tests.governance.results.conftest import ana, indicators, sixty, sixty_visits, visits

__all__ = ["ana", "indicators", "sixty", "sixty_visits", "visits"]
