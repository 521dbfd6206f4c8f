from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.Uploads.as_view(), name="uploads"),
    path("new/", views.UploadNew.as_view(), name="new"),
    path("<uuid:upload_id>/", views.UploadPage.as_view(), name="upload"),
    path("<uuid:upload_id>/columns/", views.UploadColumns.as_view(), name="columns"),
    path("<uuid:upload_id>/answers/", views.UploadAnswers.as_view(), name="answers"),
    path("<uuid:upload_id>/errors/", views.UploadProblems.as_view(), name="problems"),
    path("<uuid:upload_id>/begin/<slug:step>/", views.UploadBegin.as_view(), name="begin"),
    path(
        "<uuid:upload_id>/<slug:transition>/", views.UploadTransition.as_view(), name="transition"
    ),
]
