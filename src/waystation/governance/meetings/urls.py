from __future__ import annotations

from django.urls import path

from waystation.governance.meetings.views import (
    agenda,
    calendars,
    decisions,
    files,
    guests,
    meetings,
    minutes,
    papers,
)

ONE = "meetings/<uuid:meeting_id>/"
FILE = "submissions/<slug:kind>/<uuid:subject>/"
DECISION = "decisions/<uuid:decision_id>/"
ACTION = "actions/<uuid:action_id>/"
LINK = "invitation/<str:token>/"

app_name = "meetings"
urlpatterns = [
    path("meetings/", calendars.Meetings.as_view(), name="meetings"),
    path("meetings/new/", meetings.MeetingNew.as_view(), name="meeting_new"),
    path("meetings/reached/", calendars.Reached.as_view(), name="reached"),
    path("meetings/calendar.ics", calendars.CalendarFile.as_view(), name="calendar_file"),
    path("calendar/<int:year>/<int:quarter>/", calendars.Slot.as_view(), name="slot"),
    path(
        "calendar/<int:year>/publish/", calendars.CalendarPublish.as_view(), name="calendar_publish"
    ),
    path(ONE, meetings.MeetingDetail.as_view(), name="meeting"),
    path(f"{ONE}edit/", meetings.MeetingEdit.as_view(), name="meeting_edit"),
    path(f"{ONE}convene/", meetings.MeetingConvene.as_view(), name="meeting_convene"),
    path(f"{ONE}cancel/", meetings.MeetingCancel.as_view(), name="meeting_cancel"),
    path(f"{ONE}hold/", meetings.meeting_hold, name="meeting_hold"),
    path(f"{ONE}presiding/", meetings.MeetingPresiding.as_view(), name="meeting_presiding"),
    path(f"{ONE}invitation.ics", meetings.MeetingInvitation.as_view(), name="meeting_invitation"),
    path(f"{ONE}call/", agenda.call, name="call"),
    path(f"{ONE}agenda.docx", agenda.AgendaFile.as_view(), {"kind": "docx"}, "agenda_word"),
    path(f"{ONE}agenda.pdf", agenda.AgendaFile.as_view(), {"kind": "pdf"}, "agenda_pdf"),
    path(f"{ONE}draft-agenda/", agenda.draft, name="draft_agenda"),
    path(f"{ONE}items/new/", agenda.ItemNew.as_view(), name="item_new"),
    path(f"{ONE}items/<uuid:item_id>/accept/", agenda.item_accept, name="item_accept"),
    path(f"{ONE}items/<uuid:item_id>/move/", agenda.ItemMove.as_view(), name="item_move"),
    path(f"{ONE}items/<uuid:item_id>/defer/", agenda.ItemDefer.as_view(), name="item_defer"),
    path(f"{ONE}invitees/new/", guests.InviteeNew.as_view(), name="invitee_new"),
    path(f"{ONE}invitees/withdraw/", guests.InviteeWithdraw.as_view(), name="invitee_withdraw"),
    path(f"{ONE}poll/new/", agenda.PollNew.as_view(), name="poll_new"),
    path(f"{ONE}poll/<uuid:poll_id>/answer/", agenda.PollAnswer.as_view(), name="poll_answer"),
    path(f"{ONE}attendance/", guests.Attendance.as_view(), name="attendance"),
    path(f"{ONE}contributions/new/", agenda.ContributionNew.as_view(), name="contribution_new"),
    path("invited/", guests.invitee_page, name="invited"),
    path("invited/<uuid:meeting_id>/", guests.invitation, name="invitation"),
    path(LINK, guests.invitation_link, name="invitation_link"),
    path(f"{LINK}papers/<uuid:paper_id>", guests.paper_by_link, name="paper_by_link"),
    path("papers/", papers.Papers.as_view(), name="papers"),
    path("papers/<uuid:paper_id>/", papers.PaperPage.as_view(), name="paper"),
    path("papers/<uuid:paper_id>/file", papers.paper_file, name="paper_file"),
    path(f"{ONE}papers/new/", papers.PaperNew.as_view(), name="paper_new"),
    path(f"{ONE}papers/send/", papers.papers_send, name="papers_send"),
    path(f"{ONE}send-again/", papers.send_again, name="send_again"),
    path(f"{ONE}minutes/", minutes.Minutes.as_view(), name="minutes"),
    path(f"{ONE}minutes.docx", minutes.MinutesFile.as_view(), {"kind": "docx"}, "minutes_word"),
    path(f"{ONE}minutes.pdf", minutes.MinutesFile.as_view(), {"kind": "pdf"}, "minutes_pdf"),
    path(f"{ONE}minutes/draft/", minutes.MinutesDraft.as_view(), name="minutes_draft"),
    path(f"{ONE}minutes/circulate/", minutes.circulate, name="minutes_circulate"),
    path(f"{ONE}minutes/comment/", minutes.comment, name="minutes_comment"),
    path(f"{ONE}minutes/comments/<uuid:comment_id>/", minutes.answer, name="minutes_answer"),
    path(f"{ONE}minutes/finish/", minutes.finish, name="minutes_finish"),
    path(f"{ONE}minutes/correct/", minutes.MinutesCorrect.as_view(), name="minutes_correct"),
    path(f"{ONE}minutes/compare/", minutes.MinutesCompare.as_view(), name="minutes_compare"),
    path(f"{ONE}file/", files.MeetingFile.as_view(), name="meeting_file"),
    path(f"{ONE}file/close/", files.FileClose.as_view(), name="file_close"),
    path(f"{ONE}file/waive/<slug:piece>/", files.FileWaive.as_view(), name="file_waive"),
    path(f"{ONE}decisions/new/", decisions.DecisionNew.as_view(), name="decision_new"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path(DECISION, decisions.DecisionPage.as_view(), name="decision"),
    path(f"{DECISION}reservation/", decisions.ReservationNew.as_view(), name="reservation_new"),
    path(f"{DECISION}actions/new/", decisions.ActionNew.as_view(), name="action_new"),
    path("actions/", decisions.Actions.as_view(), name="actions"),
    path(ACTION, decisions.ActionPage.as_view(), name="action"),
    path(f"{ACTION}report/", decisions.ActionReport.as_view(), name="action_report"),
    path(f"{ACTION}verify/", decisions.ActionVerify.as_view(), name="action_verify"),
    path(f"{ACTION}return/", decisions.ActionReturn.as_view(), name="action_return"),
    path(FILE, files.SubmissionFile.as_view(), name="submission_file"),
    path(f"{FILE}close/", files.SubmissionClose.as_view(), name="submission_close"),
    path(f"{FILE}waive/<slug:piece>/", files.SubmissionWaive.as_view(), name="submission_waive"),
]
