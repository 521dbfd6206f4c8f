from django.urls import path

from .views import (
    answers,
    building,
    cleaning,
    filling,
    forms,
    library,
    openrosa,
    phones,
    questions,
    submissions,
    summary,
    trying,
    versions,
)

app_name = "collection"
urlpatterns = [
    path("", forms.Forms.as_view(), name="forms"),
    path("begin/", building.FormNew.as_view(), name="new"),
    path("new/", forms.FormUpload.as_view(), name="upload"),
    path("built/<uuid:built>/", building.BuiltPage.as_view(), name="built"),
    path("built/<uuid:built>/arrange/", building.BuiltArrange.as_view(), name="built-arrange"),
    path("built/<uuid:built>/try/", trying.BuiltTry.as_view(), name="built-try"),
    path("built/<uuid:built>/publish/", building.BuiltPublish.as_view(), name="built-publish"),
    path("built/<uuid:built>/add/<slug:kind>/", questions.QuestionAdd.as_view(), name="built-add"),
    path(
        "built/<uuid:built>/questions/<int:row>/",
        questions.QuestionEdit.as_view(),
        name="built-question",
    ),
    path(
        "built/<uuid:built>/choices/<path:name>/",
        questions.ChoicesEdit.as_view(),
        name="built-choices",
    ),
    path("built/<uuid:built>/library/", library.Library.as_view(), name="library"),
    path(
        "built/<uuid:built>/library/insert/", library.LibraryInsert.as_view(), name="library-insert"
    ),
    path(
        "built/<uuid:built>/library/<uuid:part>/remove/",
        library.PartRemove.as_view(),
        name="library-remove",
    ),
    path(
        "built/<uuid:built>/questions/<int:row>/save/",
        library.PartSave.as_view(),
        name="built-save",
    ),
    path(
        "built/<uuid:built>/save/<path:name>/",
        library.PartSave.as_view(),
        name="built-save-list",
    ),
    path("built/<uuid:built>/settings/", questions.SettingsEdit.as_view(), name="built-settings"),
    path("built/<uuid:built>/discard/", building.BuiltDiscard.as_view(), name="built-discard"),
    path("built/<uuid:built>/form.xlsx", building.BuiltFile.as_view(), name="built-file"),
    path("<uuid:form_id>/build/", building.FormOpen.as_view(), name="build"),
    path("<uuid:form_id>/", forms.FormPage.as_view(), name="form"),
    path("<uuid:form_id>/step/<slug:transition>/", forms.FormStep.as_view(), name="form-step"),
    path("<uuid:form_id>/phones/", phones.Phones.as_view(), name="phones"),
    path("<uuid:form_id>/phones/new/", phones.PhoneAdd.as_view(), name="add-phone"),
    path(
        "<uuid:form_id>/phones/<uuid:phone>/stop/", phones.PhoneStop.as_view(), name="revoke-phone"
    ),
    path("<uuid:form_id>/submissions/", submissions.Submissions.as_view(), name="submissions"),
    path("<uuid:form_id>/summary/", summary.AnswersSummary.as_view(), name="summary"),
    path("<uuid:form_id>/answers/", answers.Answers.as_view(), name="answers"),
    path("<uuid:form_id>/answers/<path:repeat>/", answers.Answers.as_view(), name="answers-in"),
    path("<uuid:form_id>/answers.<slug:kind>", answers.AnswersFile.as_view(), name="export"),
    path("<uuid:form_id>/cleaning/", cleaning.CleaningLogs.as_view(), name="cleaning"),
    path("<uuid:form_id>/cleaning/new/", cleaning.CleaningLoad.as_view(), name="cleaning-load"),
    path("cleaning/<uuid:log>/", cleaning.CleaningLogPage.as_view(), name="cleaning-log"),
    path("versions/<uuid:version>/", versions.VersionPage.as_view(), name="version"),
    path("fill/", filling.Interviews.as_view(), name="interviews"),
    path("versions/<uuid:version>/fill/", filling.Fill.as_view(), name="fill"),
    path("versions/<uuid:version>/try/", trying.VersionTry.as_view(), name="try"),
    path(
        "versions/<uuid:version>/discard/",
        versions.DraftDiscard.as_view(),
        name="discard",
    ),
    path(
        "versions/<uuid:version>/step/<slug:transition>/",
        versions.VersionStep.as_view(),
        name="version-step",
    ),
    path("versions/<uuid:version>/attach/", versions.FileAttach.as_view(), name="attach"),
    path("submissions/<uuid:submission>/", submissions.SubmissionPage.as_view(), name="submission"),
    path("submissions/<uuid:submission>/raw.xml", submissions.Raw.as_view(), name="raw"),
    path("submissions/<uuid:submission>/correct/", submissions.Correct.as_view(), name="correct"),
    path(
        "submissions/<uuid:submission>/step/<slug:transition>/",
        submissions.SubmissionStep.as_view(),
        name="submission-step",
    ),
    path(
        "submissions/<uuid:submission>/ask/",
        submissions.AskForFiles.as_view(),
        name="ask-for-files",
    ),
    path(
        "submissions/<uuid:submission>/undo/<uuid:line>/",
        submissions.Undo.as_view(),
        name="undo",
    ),
    path(
        "submissions/<uuid:submission>/files/<path:name>",
        submissions.AttachmentFile.as_view(),
        name="attachment",
    ),
    path("key/<str:token>/formList", openrosa.form_list, name="phone-forms"),
    path("key/<str:token>/forms/<uuid:version>.xml", openrosa.form, name="phone-form"),
    path("key/<str:token>/forms/<uuid:version>/manifest", openrosa.manifest, name="phone-manifest"),
    path(
        "key/<str:token>/forms/<uuid:version>/files/<path:name>", openrosa.file, name="phone-file"
    ),
    path("key/<str:token>/submission", openrosa.submission, name="phone-submission"),
]
