from django.urls import path

from .views import answers, cleaning, forms, openrosa, phones, submissions

app_name = "collection"
urlpatterns = [
    path("", forms.form_list, name="forms"),
    path("<uuid:form>/", forms.form_page, name="form"),
    path("<uuid:form>/open/", forms.switch, name="switch"),
    path("<uuid:form>/phones/", phones.add_phone, name="add-phone"),
    path("<uuid:form>/phones/<uuid:phone>/stop/", phones.revoke_phone, name="revoke-phone"),
    path("<uuid:form>/answers/", answers.answers, name="answers"),
    path("<uuid:form>/answers.csv", answers.export, name="export"),
    path("<uuid:form>/cleaning/", cleaning.cleaning, name="cleaning"),
    path("cleaning/<uuid:log>/", cleaning.cleaning_log, name="cleaning-log"),
    path("versions/<uuid:version>/publish/", forms.publish, name="publish"),
    path("versions/<uuid:version>/attach/", forms.attach, name="attach"),
    path("submissions/<uuid:submission>/", submissions.submission, name="submission"),
    path("submissions/<uuid:submission>/raw.xml", submissions.raw, name="raw"),
    path("submissions/<uuid:submission>/correct/", submissions.correct, name="correct"),
    path("submissions/<uuid:submission>/resolve/", submissions.resolve, name="resolve"),
    path("submissions/<uuid:submission>/undo/<uuid:line>/", submissions.undo, name="undo"),
    path(
        "submissions/<uuid:submission>/files/<path:name>", submissions.attachment, name="attachment"
    ),
    path("key/<str:token>/formList", openrosa.form_list, name="phone-forms"),
    path("key/<str:token>/forms/<uuid:version>.xml", openrosa.form, name="phone-form"),
    path("key/<str:token>/forms/<uuid:version>/manifest", openrosa.manifest, name="phone-manifest"),
    path(
        "key/<str:token>/forms/<uuid:version>/files/<path:name>", openrosa.file, name="phone-file"
    ),
    path("key/<str:token>/submission", openrosa.submission, name="phone-submission"),
]
