from django.urls import path

from .views.lists import Entries
from .views.registers import PAGES

app_name = "knowledge"
urlpatterns = [
    path("<slug:register>/", Entries.as_view(), name="entries"),
    *(one for one in PAGES.urls() if one.name != "entries"),
]
