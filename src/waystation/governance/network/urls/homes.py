from __future__ import annotations

from django.urls import path

from waystation.governance.network.views import homes, reminders

urlpatterns = [
    path("", homes.public, name="public"),
    path("desk/", homes.desk, name="desk"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("chair/", homes.chair, name="chair"),
    path("mine/", homes.mine, name="mine"),
    path("unkt/", homes.unkt, name="unkt"),
]
