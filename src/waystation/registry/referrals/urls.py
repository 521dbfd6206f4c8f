from django.urls import path

from .views import drafting, inbox, incoming, links, oversight, own, referrals

ONE = "referrals/<uuid:referral_id>/"
SEALED = "open/<str:token>/"  # an address that says nothing of what it opens

app_name = "referrals"
urlpatterns = [
    path("referrals/", referrals.Referrals.as_view(), name="list"),
    path("referrals/receive/", incoming.Receive.as_view(), name="receive"),
    path("referrals/unanswered/", oversight.Unanswered.as_view(), name="unanswered"),
    path("referrals/statistics/", oversight.Statistics.as_view(), name="statistics"),
    path("referrals/oversight/", oversight.Oversight.as_view(), name="oversight"),
    path("referrals/inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("referrals/inbox/new/", inbox.InboxNew.as_view(), name="inbox_new"),
    path(
        "referrals/inbox/<uuid:referral_id>/",
        inbox.InboxReferral.as_view(),
        name="inbox_referral",
    ),
    path(
        "referrals/inbox/<uuid:referral_id>/<slug:step>/",
        inbox.InboxStep.as_view(),
        name="inbox_step",
    ),
    path("referrals/inbox/files/<uuid:file_id>/", inbox.InboxFile.as_view(), name="inbox_file"),
    path("referrals/files/<uuid:file_id>/", referrals.FileOpen.as_view(), name="file"),
    path("referrals/links/<uuid:link_id>/revoke/", links.LinkRevoke.as_view(), name="link_revoke"),
    path("people/<uuid:person_id>/refer/", drafting.ReferralNew.as_view(), name="new"),
    path(ONE, referrals.ReferralPage.as_view(), name="referral"),
    path(f"{ONE}change/", drafting.ReferralEdit.as_view(), name="change"),
    path(f"{ONE}read/", drafting.ReadAndSend.as_view(), name="read"),
    path(f"{ONE}files/new/", drafting.FileNew.as_view(), name="file_new"),
    path(f"{ONE}copy/", oversight.PersonCopy.as_view(), name="copy"),
    path(f"{ONE}link/", links.LinkNew.as_view(), name="link_new"),
    path(f"{ONE}person-link/", own.PersonLinkNew.as_view(), name="person_link"),
    path(f"{ONE}attach/", incoming.Attach.as_view(), name="attach"),
    path(f"{ONE}open-file/", incoming.OpenFile.as_view(), name="open_file"),
    path(f"{ONE}<slug:transition>/", referrals.ReferralTransition.as_view(), name="transition"),
    path("answer/<str:secret>/", own.PersonAnswer.as_view(), name="person_answer"),
    path(SEALED, links.SealedReferral.as_view(), name="sealed_link"),
    path(f"{SEALED}files/<uuid:file_id>/", links.SealedFile.as_view(), name="sealed_file"),
    path(f"{SEALED}<slug:step>/", links.SealedStep.as_view(), name="sealed_step"),
]
