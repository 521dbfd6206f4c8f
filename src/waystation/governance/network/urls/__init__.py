"""Every address of the Network; each noun brings its own list."""

from . import advice, homes, meetings, members, plans, registers, statements, terms

app_name = "network"
urlpatterns = [
    *advice.urlpatterns,
    *homes.urlpatterns,
    *meetings.urlpatterns,
    *members.urlpatterns,
    *plans.urlpatterns,
    *registers.urlpatterns,
    *statements.urlpatterns,
    *terms.urlpatterns,
]
