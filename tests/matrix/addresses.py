"""Every address of the mission, and who may open it. A new address without a row here fails.

``needs`` is a permission of access/rules/roles.py, or one of the words below. ``made_of`` names the
records of Arta's office that fill the address's places (see conftest.py of this folder).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.matrix import (
    diaspora,
    front_desk,
    imports,
    labour,
    pathways,
    policies,
    programmes,
    recruitment,
    results,
    skills,
)

EVERYONE = "everyone"  # without an account
SIGNED_IN = "signed in"  # about the caller's own account
SIGN_IN_PAGES = "allauth"  # accounts, second factor: the library's, tested by the library


@dataclass(frozen=True)
class Address:
    needs: str
    made_of: dict[str, str] = field(default_factory=dict)
    post_only: bool = False
    or_needs: str = ""  # a second permission that opens it as well
    asked: str = ""  # what has to stand behind the question mark
    shared: str = ""  # "colleagues" of the organisation share what it shows, or "everybody"
    by_secret: str = ""  # the place that holds a secret: whoever holds that may look


ADDRESSES: dict[str, Address] = {
    "ui:home": Address(EVERYONE),
    "reference:framework": Address("terms.load", or_needs="reference.manage"),
    "network:annex_file": Address("network.read", {"number": "annex_number", "kind": "word_kind"}),
    "ui:sections": Address(SIGNED_IN),
    "ui:work": Address(SIGNED_IN),
    "ui:notifications": Address(SIGNED_IN),
    "ui:daily_email": Address(SIGNED_IN, post_only=True),
    "ui:notifications_count": Address(SIGNED_IN),
    "ui:search": Address(SIGNED_IN),
    "ui:guides": Address(SIGNED_IN),
    "ui:guide": Address(SIGNED_IN, {"guide": "guide"}, shared="everybody"),
    "ui:ten_things": Address(SIGNED_IN),
    "ui:contributions": Address("user.manage"),
    "public:start": Address(EVERYONE),
    "offline:start": Address(EVERYONE),
    "offline:worker": Address(EVERYONE),
    "offline:manifest": Address(EVERYONE),
    "offline:contact": Address(EVERYONE),
    "offline:wiped": Address(EVERYONE, post_only=True),
    "offline:prepare": Address("visit.record", or_needs="session.record", post_only=True),
    "offline:load": Address("visit.record", or_needs="session.record"),
    "offline:send": Address("visit.record", or_needs="session.record", post_only=True),
    "offline:devices": Address(SIGNED_IN),
    "offline:device_wipe": Address(SIGNED_IN, {"device_id": "device"}),
    "ui:language": Address(EVERYONE, post_only=True),
    "access:users": Address("user.manage"),
    "access:give_role": Address("user.manage", {"user_id": "user"}, post_only=True),
    "access:close_account": Address("user.manage", {"user_id": "user"}),
    "access:end_role": Address("user.manage", {"membership_id": "membership"}),
    "access:invite": Address("user.manage", {"user_id": "user"}, post_only=True),
    "access:proposals": Address("role.confirm", or_needs="user.manage"),
    "access:confirm_role": Address("role.confirm", {"proposal_id": "proposal"}, post_only=True),
    "access:decline_role": Address("role.confirm", {"proposal_id": "proposal"}, post_only=True),
    "access:address": Address(SIGNED_IN),
    "access:address_link": Address(EVERYONE, {"secret": "address_secret"}, by_secret="secret"),
    "access:lost_addresses": Address("user.manage"),
    "access:approve_address": Address(
        "user.manage", {"change_id": "address_change"}, post_only=True
    ),
    "access:audit": Address("audit.read"),
    "access:sessions": Address(SIGNED_IN),
    "access:exports": Address("export.approve"),
    "access:export_approve": Address(
        "export.approve", {"request_id": "export_request"}, post_only=True
    ),
    "access:tokens": Address(SIGNED_IN),
    "access:revoke_token": Address(SIGNED_IN, {"token_id": "token"}, post_only=True),
    # One sees the tasks one asked for: somebody else's are not there, whatever the role.
    "tasks:list": Address(SIGNED_IN),
    "tasks:task": Address(SIGNED_IN, {"task_id": "task"}),
    "people:list": Address("person.read"),
    "people:new": Address("person.record"),
    "people:search": Address("person.read"),
    "privacy:texts": Address("consent.word"),
    "privacy:desk": Address("audit.read"),
    "privacy:requests": Address("person.export", or_needs="consent.record"),
    "privacy:request_new": Address("consent.record", {"person_id": "person"}),
    "privacy:request": Address(
        "person.export", {"request_id": "data_request"}, or_needs="consent.record"
    ),
    "privacy:request_transition": Address(
        "person.export", {"request_id": "data_request", "transition": "data_request_step"}
    ),
    "privacy:due": Address("person.erase"),
    "privacy:withdraw": Address("consent.record", {"consent_id": "consent"}, post_only=True),
    "people:undo_merge": Address("person.merge", {"merge_id": "merge"}, post_only=True),
    "privacy:lift": Address("person.hold", {"hold_id": "hold"}, post_only=True),
    "people:person": Address("person.read", {"person_id": "person"}),
    "people:edit": Address("person.record", {"person_id": "person"}),
    "privacy:consent": Address("consent.record", {"person_id": "person"}),
    "people:household": Address("person.read", {"household_id": "household"}),
    "people:household_begin": Address("person.record", {"person_id": "person"}),
    "people:household_add": Address(
        "person.record", {"household_id": "household", "person_id": "person"}, post_only=True
    ),
    "people:household_place": Address(
        "person.record", {"household_id": "household", "person_id": "person"}, post_only=True
    ),
    "people:household_leave": Address(
        "person.record", {"household_id": "household", "person_id": "second"}, post_only=True
    ),
    "people:seen": Address("person.read", {"person_id": "person"}),
    "people:merge": Address("person.merge", {"person_id": "person"}),
    "privacy:export": Address("person.export", {"person_id": "person"}),
    "privacy:hold": Address("person.hold", {"person_id": "person"}),
    "privacy:erase": Address("person.erase", {"person_id": "person"}),
    # The directory is shared by colleagues; what is in it is no secret among them.
    "directory:services": Address("service.read"),
    "directory:new": Address("service.record"),
    "directory:near": Address("service.read"),
    "directory:ask": Address("service.record", {"entity_id": "partner"}, shared="colleagues"),
    "directory:service": Address("service.read", {"service_id": "service"}, shared="colleagues"),
    "directory:change": Address("service.record", {"service_id": "service"}),
    "directory:confirm": Address("service.record", {"service_id": "service"}, post_only=True),
    "directory:transition": Address(
        "service.record", {"service_id": "service", "transition": "service_step"}
    ),
    "directory:check": Address(EVERYONE, {"token": "check_token"}, by_secret="token"),
    "referrals:list": Address("referral.read"),
    "referrals:receive": Address("referral.send"),
    "referrals:unanswered": Address("referral.read"),
    "referrals:statistics": Address("referral.read"),
    "referrals:oversight": Address("referral.oversee"),
    "referrals:new": Address("referral.send", {"person_id": "person"}),
    "referrals:referral": Address("referral.read", {"referral_id": "referral"}),
    "referrals:change": Address("referral.send", {"referral_id": "draft_referral"}),
    "referrals:read": Address("referral.send", {"referral_id": "draft_referral"}),
    "referrals:file_new": Address("referral.send", {"referral_id": "draft_referral"}),
    "referrals:file": Address("referral.read", {"file_id": "referral_file"}),
    "referrals:copy": Address("referral.send", {"referral_id": "referral"}),
    "referrals:link_new": Address("referral.send", {"referral_id": "referral"}),
    "referrals:link_revoke": Address("referral.send", {"link_id": "sealed_link"}, post_only=True),
    "referrals:person_link": Address("referral.send", {"referral_id": "referral"}),
    "referrals:person_answer": Address(EVERYONE, {"secret": "person_secret"}, by_secret="secret"),
    "referrals:attach": Address("referral.send", {"referral_id": "incoming"}),
    "referrals:open_file": Address("referral.send", {"referral_id": "incoming"}),
    "referrals:transition": Address(
        "referral.send", {"referral_id": "referral", "transition": "referral_step"}
    ),
    # A partner sees what was referred to the organisation it speaks for, whatever the office.
    "referrals:inbox": Address("referral.answer"),
    "referrals:inbox_new": Address("referral.answer"),
    "referrals:inbox_referral": Address("referral.answer", {"referral_id": "referral"}),
    "referrals:inbox_step": Address(
        "referral.answer", {"referral_id": "referral", "step": "referral_step"}
    ),
    "referrals:inbox_file": Address("referral.answer", {"file_id": "referral_file"}),
    "referrals:sealed_link": Address(EVERYONE, {"token": "sealed_token"}, by_secret="token"),
    "referrals:sealed_step": Address(
        EVERYONE, {"token": "sealed_token", "step": "referral_step"}, by_secret="token"
    ),
    "referrals:sealed_file": Address(
        EVERYONE, {"token": "sealed_token", "file_id": "referral_file"}, by_secret="token"
    ),
    # Reading and writing share some of these addresses; they are opened here for reading.
    "api:list_services": Address("service.read"),
    "api:record_service": Address("service.read"),
    "api:find_services": Address("service.read"),
    "api:read_service": Address("service.read", {"service_id": "service"}, shared="colleagues"),
    "api:edit_service": Address("service.read", {"service_id": "service"}, shared="colleagues"),
    "api:confirm_service": Address("service.record", {"service_id": "service"}, post_only=True),
    "api:change_service_state": Address(
        "service.record", {"service_id": "service", "transition": "service_step"}, post_only=True
    ),
    "api:list_inbox": Address("referral.answer"),
    "api:refer_to_office": Address("referral.answer"),
    "api:read_inbox_referral": Address("referral.answer", {"referral_id": "referral"}),
    "api:answer_inbox_referral": Address(
        "referral.answer", {"referral_id": "referral", "step": "referral_step"}, post_only=True
    ),
    "api:list_referrals": Address("referral.read"),
    "api:draft_referral": Address("referral.read"),
    "api:list_unanswered": Address("referral.read"),
    "api:receive_referral": Address("referral.send", post_only=True),
    "api:read_referral": Address("referral.read", {"referral_id": "referral"}),
    "api:edit_referral": Address("referral.read", {"referral_id": "referral"}),
    "api:send_referral": Address(
        "referral.send", {"referral_id": "draft_referral"}, post_only=True
    ),
    "api:make_referral_link": Address("referral.send", {"referral_id": "referral"}, post_only=True),
    "api:revoke_referral_link": Address(
        "referral.send", {"link_id": "sealed_link"}, post_only=True
    ),
    "api:change_referral_state": Address(
        "referral.send", {"referral_id": "referral", "transition": "referral_step"}, post_only=True
    ),
    "api:list_indicators": Address("indicator.read"),
    "api:read_figures": Address(
        "indicator.read", {"key": "indicator"}, asked="period=2026", shared="colleagues"
    ),
    "api:list_editions": Address("report.read"),
    "api:check_text": Address("knowledge.read", or_needs="report.read", post_only=True),
    "api:read_series": Address("knowledge.read", {"key": "known_series"}),
    "api:read_edition": Address("indicator.read", {"edition": "edition"}),
    "api:check_edition": Address("indicator.read", {"edition": "edition"}),
    "api:list_people": Address("person.read"),
    # Reading and writing share these addresses; they are opened here for reading.
    "api:record_person": Address("person.read"),
    "api:change_person": Address("person.read", {"person_id": "person"}),
    "api:record_consent": Address("person.read", {"person_id": "person"}),
    "api:search_people": Address("person.read", asked="q=nobody"),
    "api:read_person": Address("person.read", {"person_id": "person"}),
    "api:list_consents": Address("person.read", {"person_id": "person"}),
    "api:withdraw_consent": Address("consent.record", {"consent_id": "consent"}, post_only=True),
    "api:merge_people": Address(
        "person.merge", {"person_id": "person", "other_id": "twin"}, post_only=True
    ),
    "api:undo_merge": Address("person.merge", {"merge_id": "merge"}, post_only=True),
    "api:export_person": Address("person.export", {"person_id": "person"}),
    # Reading and writing share these addresses too.
    "api:list_visits": Address("visit.read"),
    "api:record_visit": Address("visit.read"),
    "api:read_visit": Address("visit.read", {"visit_id": "visit"}),
    "api:edit_visit": Address("visit.read", {"visit_id": "visit"}),
    "api:list_centres": Address("centre.read", or_needs="centre.manage"),
    "api:read_centre": Address(
        "centre.read", {"centre_id": "centre"}, or_needs="centre.manage", shared="colleagues"
    ),
    "api:edit_centre": Address(
        "centre.read", {"centre_id": "centre"}, or_needs="centre.manage", shared="colleagues"
    ),
    "api:list_profiles": Address("visit.read"),
    "api:record_profile": Address("visit.read"),
    "api:read_profile": Address("visit.read", {"profile_id": "profile"}),
    "api:edit_profile": Address("visit.read", {"profile_id": "profile"}),
    "api:list_sessions": Address("session.read"),
    "api:record_session": Address("session.read"),
    "api:read_session": Address("session.read", {"session_id": "session"}),
    "api:read_attendance": Address("session.read", {"session_id": "session"}),
    "api:write_attendance": Address("session.read", {"session_id": "session"}),
    "api:open_session_sign_in": Address(
        "session.record", {"session_id": "planned_session"}, post_only=True
    ),
    "api:list_waiting": Address("visit.read"),
    "api:record_waiting": Address("visit.read"),
    "api:leave_waiting": Address("visit.record", {"waiting_id": "waiting"}, post_only=True),
    "api:list_forms": Address("form.read"),
    "api:upload_form": Address("form.read"),
    "api:read_form": Address("form.read", {"form_id": "form"}),
    "api:close_form": Address("form.design", {"form_id": "form"}, post_only=True),
    "api:reopen_form": Address("form.design", {"form_id": "form"}, post_only=True),
    "api:discard_form_draft": Address(
        "form.design", {"version_id": "draft_version"}, post_only=True
    ),
    "api:publish_form_version": Address(
        "form.design", {"version_id": "draft_version"}, post_only=True
    ),
    "api:list_answers": Address("submission.read", {"form_id": "form"}),
    "api:list_cleaning_logs": Address("submission.read", {"form_id": "form"}),
    "api:load_cleaning_log": Address("submission.read", {"form_id": "form"}),
    "api:read_submission": Address("submission.read", {"submission_id": "submission"}),
    "api:read_submission_xml": Address("submission.read", {"submission_id": "submission"}),
    "api:set_aside_submission": Address(
        "submission.resolve", {"submission_id": "submission"}, post_only=True
    ),
    "api:ask_for_files": Address(
        "submission.resolve", {"submission_id": "submission"}, post_only=True
    ),
    "api:resolve_submission": Address(
        "submission.resolve", {"submission_id": "submission"}, post_only=True
    ),
    "api:list_corrections": Address("submission.read", {"submission_id": "submission"}),
    "api:correct_answer": Address("submission.read", {"submission_id": "submission"}),
    "api:undo_correction": Address(
        "submission.clean", {"line_id": "cleaning_line"}, post_only=True
    ),
    "api:list_studies": Address("study.read"),
    "api:open_study": Address("study.read"),
    "api:open_round": Address("study.estimate", {"study_id": "study"}, post_only=True),
    "api:read_study": Address("study.read", {"study_id": "study"}),
    "api:read_findings": Address("study.read", {"round_id": "round"}),
    "api:read_design": Address("study.read", {"round_id": "round"}),
    "api:edit_design": Address("study.read", {"round_id": "round"}),
    "api:change_design_state": Address(
        "study.estimate", {"round_id": "round", "transition": "freezing"}, post_only=True
    ),
    "api:estimate_round": Address("study.estimate", {"round_id": "round"}, post_only=True),
    "api:change_visit_state": Address(
        "visit.record", {"visit_id": "visit", "transition": "withdrawal"}, post_only=True
    ),
    "api:counts": Address("visit.read", asked="period=2026"),
    "centres:today": Address("visit.read"),
    "centres:wait": Address("visit.record"),
    "centres:wait_left": Address("visit.record", {"waiting_id": "waiting"}, post_only=True),
    "centres:visits": Address("visit.read"),
    "centres:visit_new": Address("visit.record"),
    "centres:visit": Address("visit.read", {"visit_id": "visit"}),
    "centres:visit_edit": Address("visit.record", {"visit_id": "visit"}),
    "centres:visit_transition": Address(
        "visit.record", {"visit_id": "visit", "transition": "withdrawal"}
    ),
    "centres:profile_new": Address("visit.record", {"person_id": "person"}),
    "centres:profile": Address("visit.read", {"profile_id": "profile"}),
    "centres:profile_edit": Address("visit.record", {"profile_id": "profile"}),
    "centres:sessions": Address("session.read"),
    "centres:session_new": Address("session.record"),
    "centres:session": Address("session.read", {"session_id": "session"}),
    "centres:session_edit": Address("session.record", {"session_id": "session"}),
    "centres:session_cancel": Address("session.record", {"session_id": "session"}),
    "centres:session_invite": Address("session.record", {"session_id": "session"}, post_only=True),
    "centres:session_ratings": Address("session.record", {"session_id": "session"}),
    "centres:session_sign_in_open": Address("session.record", {"session_id": "planned_session"}),
    "centres:sign_in": Address(EVERYONE, {"code": "sign_in_code"}, by_secret="code"),
    "centres:centres": Address("centre.read", or_needs="centre.manage"),
    # The register of centres is no secret among colleagues of one organisation.
    "centres:centre": Address(
        "centre.read", {"centre_id": "centre"}, or_needs="centre.manage", shared="colleagues"
    ),
    "centres:centre_edit": Address("centre.manage", {"centre_id": "centre"}, shared="colleagues"),
    "centres:registers": Address("centre.read"),
    "centres:entries": Address("centre.read", {"register": "equipment"}, shared="everybody"),
    "centres:entry_new": Address("session.record", {"register": "equipment"}, shared="everybody"),
    "centres:entries_export": Address(
        "centre.read", {"register": "equipment", "kind": "sheet"}, shared="everybody"
    ),
    "centres:entry": Address("centre.read", {"register": "equipment", "entry": "laptop"}),
    "centres:entry_change": Address("session.record", {"register": "equipment", "entry": "laptop"}),
    "centres:centre_new": Address("centre.manage", {"office_id": "office"}),
    "collection:forms": Address("form.read"),
    "collection:new": Address("form.design"),
    "collection:upload": Address("form.design"),
    "collection:build": Address("form.design", {"form_id": "form"}),
    "collection:built": Address("form.design", {"built": "built_form"}),
    "collection:built-arrange": Address("form.design", {"built": "built_form"}, post_only=True),
    "collection:built-try": Address("form.design", {"built": "built_form"}),
    "collection:built-publish": Address("form.design", {"built": "built_form"}),
    "collection:built-add": Address("form.design", {"built": "built_form", "kind": "built_kind"}),
    "collection:built-question": Address(
        "form.design", {"built": "built_form", "row": "built_row"}
    ),
    "collection:built-choices": Address(
        "form.design", {"built": "built_form", "name": "built_list"}
    ),
    "collection:built-save": Address("form.design", {"built": "built_form", "row": "built_row"}),
    "collection:built-save-list": Address(
        "form.design", {"built": "built_form", "name": "built_list"}
    ),
    "collection:library": Address("form.design", {"built": "built_form"}),
    "collection:library-insert": Address("form.design", {"built": "built_form"}, post_only=True),
    "collection:library-remove": Address(
        "form.design", {"built": "built_form", "part": "library_part"}
    ),
    "collection:built-settings": Address("form.design", {"built": "built_form"}),
    "collection:built-discard": Address("form.design", {"built": "built_form"}),
    "collection:built-file": Address("form.design", {"built": "built_form"}),
    "collection:form": Address("form.read", {"form_id": "form"}),
    "collection:form-step": Address("form.design", {"form_id": "form", "transition": "form_step"}),
    "collection:version": Address("form.read", {"version": "version"}),
    "collection:interviews": Address("submission.send"),
    "collection:fill": Address("submission.send", {"version": "version"}),
    "collection:try": Address("form.read", {"version": "version"}),
    "collection:discard": Address("form.design", {"version": "draft_version"}),
    "collection:version-step": Address(
        "form.design", {"version": "draft_version", "transition": "version_step"}
    ),
    "collection:attach": Address("form.design", {"version": "draft_version"}),
    "collection:phones": Address("app_user.manage", {"form_id": "form"}),
    "collection:add-phone": Address("app_user.manage", {"form_id": "form"}),
    "collection:revoke-phone": Address("app_user.manage", {"form_id": "form", "phone": "phone"}),
    "collection:submissions": Address("submission.read", {"form_id": "form"}),
    "collection:summary": Address("submission.read", {"form_id": "form"}),
    "collection:answers": Address("submission.read", {"form_id": "form"}),
    "collection:answers-in": Address("submission.read", {"form_id": "form", "repeat": "form_file"}),
    "collection:export": Address("submission.read", {"form_id": "form", "kind": "sheet"}),
    "collection:cleaning": Address("submission.read", {"form_id": "form"}),
    "collection:cleaning-load": Address("submission.clean", {"form_id": "form"}),
    "collection:cleaning-log": Address("submission.read", {"log": "cleaning_log"}),
    "collection:submission": Address("submission.read", {"submission": "submission"}),
    "collection:raw": Address("submission.read", {"submission": "submission"}),
    "collection:attachment": Address(
        "submission.read", {"submission": "submission", "name": "picture"}
    ),
    "collection:correct": Address("submission.clean", {"submission": "submission"}),
    "collection:submission-step": Address(
        "submission.resolve", {"submission": "submission", "transition": "submission_step"}
    ),
    "collection:ask-for-files": Address(
        "submission.resolve", {"submission": "submission"}, post_only=True
    ),
    "collection:undo": Address(
        "submission.clean", {"submission": "submission", "line": "cleaning_line"}, post_only=True
    ),
    "collection:phone-forms": Address(EVERYONE, {"token": "phone_token"}, by_secret="token"),
    "collection:phone-form": Address(
        EVERYONE, {"token": "phone_token", "version": "version"}, by_secret="token"
    ),
    "collection:phone-manifest": Address(
        EVERYONE, {"token": "phone_token", "version": "version"}, by_secret="token"
    ),
    "collection:phone-file": Address(
        EVERYONE,
        {"token": "phone_token", "version": "version", "name": "form_file"},
        by_secret="token",
    ),
    "collection:phone-submission": Address(
        EVERYONE, {"token": "phone_token"}, post_only=True, by_secret="token"
    ),
    "tracking:studies": Address("study.read"),
    "tracking:study_new": Address("study.estimate"),
    "tracking:study": Address("study.read", {"study": "study"}),
    "tracking:study_edit": Address("study.estimate", {"study": "study"}),
    "tracking:round_new": Address("study.estimate", {"study": "study"}),
    "tracking:round": Address("study.read", {"round": "round"}),
    "tracking:round_edit": Address("study.estimate", {"round": "round"}),
    "tracking:design": Address("study.read", {"round": "round"}),
    "tracking:design_edit": Address("study.estimate", {"round": "round"}),
    "tracking:design_step": Address("study.estimate", {"round": "round", "transition": "freezing"}),
    "tracking:frozen_design": Address("study.read", {"estimation": "estimation"}),
    "tracking:estimate": Address("study.estimate", {"round": "round"}, post_only=True),
    "tracking:export": Address("study.read", {"round": "round"}),
    # Lists and packs hold no records; everybody who works here may look them up.
    "reference:lists": Address(SIGNED_IN),
    "reference:list": Address(SIGNED_IN, {"key": "list"}, shared="everybody"),
    "reference:list_csv": Address(SIGNED_IN, {"key": "list"}, shared="everybody"),
    "reference:packs": Address(SIGNED_IN),
    "boards:boards": Address("indicator.read"),
    "boards:new": Address("indicator.read"),
    "boards:board": Address("indicator.read", {"board_id": "board"}),
    "boards:change": Address("indicator.read", {"board_id": "board"}),
    "boards:copy": Address("indicator.read", {"board_id": "board"}, post_only=True),
    "boards:remove": Address("indicator.read", {"board_id": "board"}),
    "boards:add": Address("indicator.read", {"board_id": "board"}),
    "boards:subscribe": Address("indicator.read", {"board_id": "board"}),
    "boards:unsubscribe": Address("indicator.read", {"board_id": "board"}, post_only=True),
    "boards:export": Address("indicator.read", {"board_id": "board", "kind": "sheet"}),
    "boards:move": Address(
        "indicator.read", {"board_id": "board", "tile_id": "tile"}, post_only=True
    ),
    "boards:take_off": Address(
        "indicator.read", {"board_id": "board", "tile_id": "gone_tile"}, post_only=True
    ),
    "results:dashboard": Address("indicator.read"),
    "results:dashboard_export": Address("indicator.read", {"kind": "sheet"}, shared="everybody"),
    "results:indicators": Address("indicator.read"),
    "results:indicator": Address("indicator.read", {"key": "indicator"}, shared="colleagues"),
    "results:indicator_export": Address(
        "indicator.read", {"key": "indicator", "kind": "sheet"}, shared="colleagues"
    ),
    "results:records": Address("visit.read", {"key": "indicator"}, shared="colleagues"),
    "results:set_target": Address("target.set", {"key": "indicator"}, shared="colleagues"),
    "results:approve_target": Address("report.publish", {"target": "target"}),
    "reports:reports": Address("report.read"),
    "reports:begin": Address("report.draft"),
    "reports:begin_from": Address(
        "report.draft", {"template": "report_template"}, shared="everybody"
    ),
    "reports:draft": Address("indicator.read", {"report": "report"}),
    "reports:write": Address("report.draft", {"report": "report"}),
    "reports:save": Address("report.draft", {"report": "report"}, post_only=True),
    "reports:find_figure": Address("report.draft", {"report": "report"}),
    "reports:add_image": Address("report.draft", {"report": "report"}, post_only=True),
    "reports:preview": Address("report.draft", {"report": "report"}),
    "reports:approve": Address("report.publish", {"report": "report"}, post_only=True),
    "reports:letterhead": Address("report.publish", {"office": "office"}),
    "reports:draft_download": Address("indicator.read", {"report": "report", "kind": "sheet"}),
    "reports:change": Address("report.draft", {"report": "report"}),
    "reports:add_block": Address("report.draft", {"report": "report", "kind": "block_kind"}),
    "reports:change_block": Address("report.draft", {"report": "report", "block": "block"}),
    "reports:move_block": Address(
        "report.draft", {"report": "report", "block": "block"}, post_only=True
    ),
    "reports:remove_block": Address("report.draft", {"report": "report", "block": "gone_block"}),
    "reports:check_draft": Address("indicator.read", {"report": "report"}),
    "reports:record_figures": Address("report.draft", {"report": "report"}, post_only=True),
    "reports:publish": Address("report.publish", {"report": "report"}),
    "reports:report": Address("indicator.read", {"edition": "edition"}),
    "reports:figure": Address("indicator.read", {"edition": "edition", "number": "number"}),
    "reports:check": Address("indicator.read", {"edition": "edition"}),
    "reports:download": Address("indicator.read", {"edition": "edition", "kind": "frozen"}),
    "knowledge:library": Address("knowledge.read"),
    "knowledge:check": Address("knowledge.read", or_needs="report.read"),
    "knowledge:all_series": Address("knowledge.read"),
    "knowledge:load_series": Address("knowledge.record"),
    "knowledge:one_series": Address("knowledge.read", {"key": "known_series"}),
    "knowledge:texts": Address("knowledge.read"),
    "knowledge:profile": Address("knowledge.read"),
    "knowledge:profile_download": Address(
        "knowledge.read", {"kind": "document_kind"}, shared="everybody"
    ),
    "knowledge:publish_profile": Address("knowledge.record"),
    "knowledge:profile_edition": Address("knowledge.read", {"edition": "migration_edition"}),
    "knowledge:profile_edition_download": Address(
        "knowledge.read", {"edition": "migration_edition", "kind": "document_kind"}
    ),
    "knowledge:topic": Address("knowledge.read", {"topic": "topic"}, shared="everybody"),
    "knowledge:topic_module": Address("knowledge.read", {"topic": "topic"}, shared="everybody"),
    "knowledge:settle": Address("knowledge.record", {"mention": "mention"}),
    "knowledge:entries": Address(
        "knowledge.read", {"register": "known_register"}, shared="everybody"
    ),
    "knowledge:entry_new": Address(
        "knowledge.record", {"register": "known_register"}, shared="everybody"
    ),
    "knowledge:entries_export": Address(
        "knowledge.read", {"register": "known_register", "kind": "sheet"}, shared="everybody"
    ),
    "knowledge:entry": Address("knowledge.read", {"register": "known_register", "entry": "norm"}),
    "knowledge:entry_change": Address(
        "knowledge.record", {"register": "known_register", "entry": "norm"}
    ),
    "organisations:entities": Address("organisation.read"),
    "organisations:new": Address("organisation.manage"),
    "organisations:entity": Address(
        "organisation.read", {"entity_id": "entity"}, shared="colleagues"
    ),
    "organisations:change": Address(
        "organisation.manage", {"entity_id": "entity"}, shared="colleagues"
    ),
    "organisations:focal_point": Address(
        "organisation.manage", {"entity_id": "entity"}, shared="colleagues"
    ),
    "advice:advice": Address("network.read", or_needs="unkt.read"),
    "advice:advice_new": Address("advice.draft"),
    "advice:recommendation": Address(
        "network.read", {"key": "recommendation"}, or_needs="unkt.read"
    ),
    "advice:advice_edit": Address("advice.draft", {"key": "recommendation"}),
    "advice:advice_evidence": Address("advice.draft", {"key": "recommendation"}),
    "advice:advice_drop_evidence": Address(
        "advice.draft", {"key": "recommendation", "evidence": "evidence"}, post_only=True
    ),
    "advice:advice_sign": Address("advice.endorse", {"key": "recommendation"}, post_only=True),
    "advice:advice_submit": Address(
        "advice.submit", {"key": "recommendation"}, or_needs="advice.endorse"
    ),
    "advice:advice_take_up": Address(
        "advice.answer", {"key": "recommendation"}, or_needs="advice.record_answer", post_only=True
    ),
    "advice:advice_answer": Address(
        "advice.answer", {"key": "recommendation"}, or_needs="advice.record_answer"
    ),
    "advice:advice_withdraw": Address(
        "advice.draft", {"key": "recommendation"}, or_needs="advice.submit"
    ),
    "advice:advice_follow_up": Address("decision.record", {"key": "recommendation"}),
    # Reading and writing share these two addresses; they are opened here for reading.
    "api:list_recommendations": Address("network.read", or_needs="unkt.read"),
    "api:draft_recommendation": Address("network.read", or_needs="unkt.read"),
    "api:read_recommendation": Address(
        "network.read", {"key": "recommendation"}, or_needs="unkt.read"
    ),
    "api:edit_recommendation": Address(
        "network.read", {"key": "recommendation"}, or_needs="unkt.read"
    ),
    "api:cite_evidence": Address("advice.draft", {"key": "recommendation"}, post_only=True),
    "api:endorse_recommendation": Address(
        "advice.endorse", {"key": "recommendation"}, post_only=True
    ),
    "api:submit_recommendation": Address(
        "advice.submit", {"key": "recommendation"}, or_needs="advice.endorse", post_only=True
    ),
    "api:answer_recommendation": Address(
        "advice.answer", {"key": "recommendation"}, or_needs="advice.record_answer", post_only=True
    ),
    "api:withdraw_recommendation": Address(
        "advice.submit", {"key": "recommendation"}, or_needs="advice.endorse", post_only=True
    ),
    # Reading and writing share the first addresses; they are opened here for reading.
    "api:list_meetings": Address("network.read"),
    "api:plan_meeting": Address("network.read"),
    "api:read_meeting": Address("network.read", {"meeting_id": "meeting"}),
    "api:convene_meeting": Address("meeting.convene", {"meeting_id": "meeting"}, post_only=True),
    "api:cancel_meeting": Address(
        "meeting.prepare", {"meeting_id": "meeting"}, post_only=True, or_needs="meeting.convene"
    ),
    "api:list_agenda": Address("network.read", {"meeting_id": "meeting"}),
    "api:propose_item": Address("network.read", {"meeting_id": "meeting"}),
    "api:list_papers": Address("network.read"),
    "api:file_paper": Address("paper.file", {"meeting_id": "meeting"}, post_only=True),
    "api:read_paper": Address("network.read", {"paper_id": "paper"}, or_needs="invitation.read"),
    "api:list_actions": Address("network.read"),
    # A member without an entity reports nobody's action: who may verify opens it in any case.
    "api:report_action": Address("action.verify", {"action_id": "action"}, post_only=True),
    "api:verify_action": Address("action.verify", {"action_id": "action"}, post_only=True),
    # Meetings, papers, minutes, decisions and actions.
    "meetings:meetings": Address("network.read"),
    "meetings:meeting_new": Address("meeting.prepare"),
    "meetings:reached": Address("network.read"),
    "meetings:calendar_file": Address("network.read"),
    "meetings:slot": Address(
        "meeting.prepare", {"year": "calendar_year", "quarter": "calendar_quarter"}
    ),
    "meetings:calendar_publish": Address(
        "meeting.prepare", {"year": "calendar_year"}, post_only=True
    ),
    "meetings:meeting": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:meeting_edit": Address(
        "meeting.prepare", {"meeting_id": "meeting"}, or_needs="meeting.convene"
    ),
    "meetings:meeting_convene": Address("meeting.convene", {"meeting_id": "meeting"}),
    "meetings:meeting_cancel": Address(
        "meeting.prepare", {"meeting_id": "meeting"}, or_needs="meeting.convene"
    ),
    "meetings:meeting_hold": Address("meeting.prepare", {"meeting_id": "meeting"}, post_only=True),
    "meetings:meeting_presiding": Address(
        "meeting.prepare", {"meeting_id": "meeting"}, post_only=True, or_needs="meeting.convene"
    ),
    "meetings:meeting_invitation": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:call": Address("meeting.prepare", {"meeting_id": "meeting"}, post_only=True),
    "meetings:draft_agenda": Address("meeting.prepare", {"meeting_id": "meeting"}, post_only=True),
    "meetings:item_new": Address("agenda.propose", {"meeting_id": "meeting"}),
    "meetings:item_accept": Address(
        "meeting.prepare",
        {"meeting_id": "meeting", "item_id": "agenda_item"},
        post_only=True,
        or_needs="meeting.convene",
    ),
    "meetings:item_move": Address(
        "meeting.prepare",
        {"meeting_id": "meeting", "item_id": "agenda_item"},
        post_only=True,
        or_needs="meeting.convene",
    ),
    "meetings:item_defer": Address(
        "meeting.prepare",
        {"meeting_id": "meeting", "item_id": "agenda_item"},
        or_needs="meeting.convene",
    ),
    "meetings:invitee_new": Address("invitee.ask", {"meeting_id": "meeting"}),
    "meetings:invitee_withdraw": Address("invitee.ask", {"meeting_id": "meeting"}, post_only=True),
    "meetings:poll_new": Address("meeting.prepare", {"meeting_id": "meeting"}),
    "meetings:poll_answer": Address(
        "meeting.answer", {"meeting_id": "meeting", "poll_id": "poll"}, post_only=True
    ),
    "meetings:attendance": Address("meeting.prepare", {"meeting_id": "meeting"}),
    "meetings:contribution_new": Address("meeting.prepare", {"meeting_id": "meeting"}),
    "meetings:invited": Address("invitation.read"),
    "meetings:invitation": Address("invitation.read", {"meeting_id": "meeting"}),
    "meetings:invitation_link": Address(EVERYONE, {"token": "invitation_token"}, by_secret="token"),
    "meetings:paper_by_link": Address(
        EVERYONE, {"token": "invitation_token", "paper_id": "paper"}, by_secret="token"
    ),
    "meetings:papers": Address("network.read"),
    "meetings:paper": Address("network.read", {"paper_id": "paper"}),
    "meetings:paper_file": Address(
        "network.read", {"paper_id": "paper"}, or_needs="invitation.read"
    ),
    "meetings:paper_new": Address("paper.file", {"meeting_id": "meeting"}),
    "meetings:papers_send": Address("meeting.prepare", {"meeting_id": "meeting"}, post_only=True),
    "meetings:send_again": Address("meeting.prepare", {"meeting_id": "meeting"}, post_only=True),
    "meetings:minutes": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:agenda_word": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:agenda_pdf": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:minutes_word": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:minutes_pdf": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:minutes_draft": Address("minutes.draft", {"meeting_id": "meeting"}),
    "meetings:minutes_circulate": Address(
        "minutes.draft", {"meeting_id": "meeting"}, post_only=True
    ),
    "meetings:minutes_comment": Address(
        "minutes.comment", {"meeting_id": "meeting"}, post_only=True
    ),
    "meetings:minutes_answer": Address(
        "minutes.draft", {"meeting_id": "meeting", "comment_id": "minutes_comment"}, post_only=True
    ),
    "meetings:minutes_finish": Address(
        "minutes.approve", {"meeting_id": "meeting"}, post_only=True
    ),
    "meetings:minutes_correct": Address("minutes.approve", {"meeting_id": "meeting"}),
    "meetings:minutes_compare": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:meeting_file": Address("network.read", {"meeting_id": "meeting"}),
    "meetings:file_close": Address("file.close", {"meeting_id": "meeting"}, post_only=True),
    "meetings:file_waive": Address("file.waive", {"meeting_id": "meeting", "piece": "file_piece"}),
    "meetings:decision_new": Address("decision.record", {"meeting_id": "meeting"}),
    "meetings:decisions": Address("network.read"),
    "meetings:decision": Address("network.read", {"decision_id": "decision"}),
    "meetings:reservation_new": Address("decision.record", {"decision_id": "decision"}),
    "meetings:action_new": Address("decision.record", {"decision_id": "decision"}),
    "meetings:actions": Address("network.read"),
    "meetings:action": Address("network.read", {"action_id": "action"}),
    "meetings:action_report": Address("action.report", {"action_id": "action"}),
    "meetings:action_verify": Address("action.verify", {"action_id": "action"}, post_only=True),
    "meetings:action_return": Address("action.verify", {"action_id": "action"}),
    "workplans:plans": Address("network.read"),
    "workplans:plan_new": Address("plan.draft"),
    "workplans:plan": Address("network.read", {"key": "plan"}),
    "workplans:priority_new": Address("plan.draft", {"key": "plan"}),
    "workplans:plan_alignment": Address("network.read", {"key": "plan"}),
    "workplans:plan_overlap": Address("network.read", {"key": "plan"}),
    "workplans:plan_adopt": Address("plan.adopt", {"key": "plan"}),
    "workplans:plan_revise": Address("plan.adopt", {"key": "plan"}),
    "workplans:plan_edition": Address("network.read", {"key": "plan_edition"}),
    "workplans:plan_sheet": Address("network.read", {"key": "plan_edition"}),
    "workplans:plan_word": Address("network.read", {"key": "plan_edition"}),
    "workplans:activity_new": Address("plan.draft", {"key": "priority"}),
    "workplans:activity": Address("network.read", {"key": "activity"}),
    "workplans:activity_edit": Address("plan.draft", {"key": "activity"}),
    "workplans:activity_drop": Address("plan.draft", {"key": "activity"}, post_only=True),
    "workplans:milestone_new": Address("plan.draft", {"key": "activity"}),
    "workplans:activity_report": Address("commitment.record", {"key": "activity"}),
    "workplans:commitment_new": Address("commitment.record", {"key": "activity"}),
    "workplans:milestone_reached": Address("commitment.record", {"key": "milestone"}),
    "workplans:commitments": Address("network.read"),
    "workplans:commitment": Address("network.read", {"key": "commitment"}),
    "workplans:commitment_step": Address(
        "commitment.record", {"key": "commitment", "transition": "fulfilment"}
    ),
    "workplans:reviews": Address("network.read"),
    "workplans:review": Address("network.read", {"key": "plan_review"}),
    "workplans:review_new": Address("review.record"),
    "workplans:board": Address("network.read"),
    "workplans:board_keep": Address(
        "progress.record", {"year": "board_year", "quarter": "board_q"}, post_only=True
    ),
    "workplans:board_kept": Address("network.read", {"year": "board_year", "quarter": "board_q"}),
    "workplans:measure_new": Address("progress.record"),
    "workplans:measure": Address("progress.record", {"key": "measure"}),
    "network:public": Address(EVERYONE),
    "network:desk": Address("member.manage"),
    "network:chair": Address("meeting.convene"),
    "network:mine": Address("entity.represent"),
    "network:unkt": Address("unkt.read"),
    "network:members": Address("network.read"),
    "network:admit": Address("member.manage"),
    "network:leave": Address("member.manage", {"member": "member"}),
    "network:profiles": Address("network.read"),
    "network:reminders": Address("meeting.prepare"),
    "network:issue_profiles": Address("annex.issue", post_only=True),
    "network:profile_edition": Address("network.read", {"number": "profile_edition"}),
    "network:annexes": Address("network.read"),
    "network:issue_annex": Address("annex.issue", post_only=True),
    "meetings:submission_file": Address(
        "network.read", {"kind": "file_kind", "subject": "recommendation"}
    ),
    "meetings:submission_close": Address(
        "file.close", {"kind": "file_kind", "subject": "recommendation"}, post_only=True
    ),
    "meetings:submission_waive": Address(
        "file.waive",
        {"kind": "file_kind", "subject": "recommendation", "piece": "file_piece_of_advice"},
    ),
    "network:registers": Address("network.read"),
    "network:entries": Address(
        "network.read", {"register": "network_register"}, shared="everybody"
    ),
    "network:entry_new": Address(
        "register.record", {"register": "network_register"}, shared="everybody"
    ),
    "network:entries_export": Address(
        "network.read", {"register": "network_register", "kind": "sheet"}, shared="everybody"
    ),
    "network:entry": Address(
        "network.read", {"register": "network_register", "entry": "mechanism"}
    ),
    "network:entry_change": Address(
        "register.record", {"register": "network_register", "entry": "mechanism"}
    ),
    "statements:statements": Address("network.read"),
    "statements:statement_new": Address("statement.draft"),
    "statements:statement": Address("network.read", {"statement": "statement"}),
    "statements:statement_change": Address("statement.draft", {"statement": "statement"}),
    "statements:statement_ask": Address("statement.draft", {"statement": "statement"}),
    "statements:statement_ask_again": Address("statement.draft", {"statement": "statement"}),
    "statements:statement_clear": Address("statement.clear", {"statement": "statement"}),
    "statements:statement_release": Address(
        "statement.draft", {"statement": "statement"}, or_needs="statement.override"
    ),
    "unkt_reports:reports": Address("unkt.read"),
    "unkt_reports:report_begin": Address("network_report.draft", post_only=True),
    "unkt_reports:report_demand": Address("report.demand", or_needs="network_report.draft"),
    "unkt_reports:report": Address("unkt.read", {"report": "unkt_report"}),
    "unkt_reports:report_begin_answer": Address(
        "network_report.draft", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_words": Address(
        "network_report.draft", {"report": "unkt_report", "section": "report_section"}
    ),
    "unkt_reports:report_add_section": Address(
        "network_report.draft", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_task": Address(
        "network_report.draft", {"report": "unkt_report", "task": "report_task"}
    ),
    "unkt_reports:report_send": Address(
        "network_report.draft", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_call_back": Address(
        "network_report.draft", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_discard": Address("network_report.draft", {"report": "unkt_report"}),
    "unkt_reports:report_approval": Address(
        "network_report.approve", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_publish": Address(
        "network_report.transmit", {"report": "unkt_report"}, post_only=True
    ),
    "unkt_reports:report_transmit": Address(
        "network_report.transmit", {"report": "unkt_report"}, post_only=True
    ),
    "network:seats": Address("network.read"),
    "network:set_up_seats": Address("seat.manage"),
    "network:appoint": Address("seat.manage"),
    "network:decline": Address("seat.decline"),
    "network:vacate": Address("seat.manage", {"term": "term"}),
    "network:incumbent": Address("seat.manage", {"key": "seat"}),
    "network:terms": Address("terms.read"),
    "network:load_terms": Address("terms.load"),
    "network:keeping": Address("terms.read"),
    "network:working_rules": Address("terms.read"),
    "network:set_working_rule": Address("network_rule.set", {"key": "working_rule"}),
    "network:assessment": Address("network.read"),
    "network:assess": Address(
        "assessment.record", {"year": "assessed_year", "code": "assessed_code"}
    ),
    "api:openapi-json": Address(EVERYONE),
    "api:api-root": Address(EVERYONE),
    "api:health": Address(EVERYONE),
    "api:me": Address(SIGNED_IN),
}
ADDRESSES |= labour.addresses(Address, EVERYONE)
ADDRESSES |= {
    "skills:titles": Address("title.code"),
    "skills:esco": Address("pack.add"),
    "skills:profiles": Address("skill.read"),
    "skills:new": Address("skill.record", {"person_id": "second"}),
    "skills:profile": Address("skill.read", {"profile_id": "skills_profile"}),
    "skills:change": Address("skill.record", {"profile_id": "skills_profile"}),
    "skills:confirm": Address("skill.record", {"profile_id": "skills_profile"}, post_only=True),
    "skills:link": Address("skill.record", {"profile_id": "skills_profile"}),
    "skills:cv": Address("skill.record", {"profile_id": "skills_profile"}),
    "skills:europass": Address("skill.read", {"profile_id": "skills_profile"}),
    "api:read_skills_cv": Address("skill.record", {"profile_id": "skills_profile"}, post_only=True),
    "skills:line_new": Address(
        "skill.record", {"profile_id": "skills_profile", "section": "skills_section"}
    ),
    "skills:transition": Address(
        "skill.record", {"profile_id": "skills_profile", "transition": "skills_step"}
    ),
    "skills:line": Address("skill.record", {"section": "skills_section", "line_id": "skills_line"}),
    "skills:line_remove": Address(
        "skill.record",
        {"section": "skills_section", "line_id": "skills_removed_line"},
        post_only=True,
    ),
    "skills:own": Address(EVERYONE, {"token": "skills_token"}, by_secret="token"),
    "skills:own_confirm": Address(
        EVERYONE, {"token": "skills_token"}, post_only=True, by_secret="token"
    ),
    "skills:own_wishes": Address(EVERYONE, {"token": "skills_token"}, by_secret="token"),
    "skills:own_cv": Address(EVERYONE, {"token": "skills_token"}, by_secret="token"),
    "skills:own_line_new": Address(
        EVERYONE, {"token": "skills_token", "section": "skills_section"}, by_secret="token"
    ),
    "skills:own_line": Address(
        EVERYONE,
        {"token": "skills_token", "section": "skills_section", "line_id": "skills_line"},
        by_secret="token",
    ),
    "skills:own_line_remove": Address(
        EVERYONE,
        {"token": "skills_token", "section": "skills_section", "line_id": "skills_own_line"},
        post_only=True,
        by_secret="token",
    ),
    "api:list_skills_profiles": Address("skill.read"),
    "api:open_skills_profile": Address("skill.read"),
    "api:read_skills_profile": Address("skill.read", {"profile_id": "skills_profile"}),
    "api:edit_skills_profile": Address("skill.read", {"profile_id": "skills_profile"}),
    "api:confirm_skills_profile": Address(
        "skill.record", {"profile_id": "skills_profile"}, post_only=True
    ),
    "api:add_skills_line": Address(
        "skill.record",
        {"profile_id": "skills_profile", "section": "skills_section"},
        post_only=True,
    ),
    "api:read_skills_line": Address(
        "skill.read", {"section": "skills_section", "line_id": "skills_line"}
    ),
    "api:edit_skills_line": Address(
        "skill.read", {"section": "skills_section", "line_id": "skills_line"}
    ),
    "api:remove_skills_line": Address(
        "skill.read", {"section": "skills_section", "line_id": "skills_line"}
    ),
    "api:change_skills_profile_state": Address(
        "skill.record",
        {"profile_id": "skills_profile", "transition": "skills_step"},
        post_only=True,
    ),
    "api:code_titles": Address("title.code", post_only=True),
    "api:confirm_title": Address("title.code", post_only=True),
}
ADDRESSES |= front_desk.addresses(Address, EVERYONE)
ADDRESSES |= imports.addresses(Address)
ADDRESSES |= recruitment.addresses(Address, EVERYONE)
ADDRESSES |= pathways.addresses(Address, EVERYONE)
ADDRESSES |= diaspora.addresses(Address, EVERYONE)
ADDRESSES |= programmes.addresses(Address)
ADDRESSES |= policies.addresses(Address)
ADDRESSES |= results.addresses(Address, EVERYONE)

# What writing needs where reading needs something else: (method, address) -> permissions, of which
# one opens. Each address of the API that takes several methods is named by all of its operations.
WRITES: dict[tuple[str, str], tuple[str, ...]] = {
    **dict.fromkeys(
        [("POST", "api:list_services"), ("POST", "api:record_service")], ("service.record",)
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_service"), ("PATCH", "api:edit_service")], ("service.record",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_referrals"), ("POST", "api:draft_referral")], ("referral.send",)
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_referral"), ("PATCH", "api:edit_referral")], ("referral.send",)
    ),
    ("POST", "reference:packs"): ("pack.add",),
    **dict.fromkeys(
        [("POST", "api:list_people"), ("POST", "api:record_person")], ("person.record",)
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_person"), ("PATCH", "api:change_person")], ("person.record",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_consents"), ("POST", "api:record_consent")], ("consent.record",)
    ),
    **dict.fromkeys([("POST", "api:list_visits"), ("POST", "api:record_visit")], ("visit.record",)),
    **dict.fromkeys([("PATCH", "api:read_visit"), ("PATCH", "api:edit_visit")], ("visit.record",)),
    **dict.fromkeys(
        [("PATCH", "api:read_centre"), ("PATCH", "api:edit_centre")], ("centre.manage",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_profiles"), ("POST", "api:record_profile")], ("visit.record",)
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_profile"), ("PATCH", "api:edit_profile")], ("visit.record",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_sessions"), ("POST", "api:record_session")], ("session.record",)
    ),
    **dict.fromkeys(
        [("PUT", "api:read_attendance"), ("PUT", "api:write_attendance")], ("session.record",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_waiting"), ("POST", "api:record_waiting")], ("visit.record",)
    ),
    **dict.fromkeys([("POST", "api:list_forms"), ("POST", "api:upload_form")], ("form.design",)),
    **dict.fromkeys(
        [("POST", "api:list_studies"), ("POST", "api:open_study")], ("study.estimate",)
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_design"), ("PATCH", "api:edit_design")], ("study.estimate",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_cleaning_logs"), ("POST", "api:load_cleaning_log")],
        ("submission.clean",),
    ),
    **dict.fromkeys(
        [("POST", "api:list_corrections"), ("POST", "api:correct_answer")], ("submission.clean",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_meetings"), ("POST", "api:plan_meeting")], ("meeting.prepare",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_agenda"), ("POST", "api:propose_item")], ("agenda.propose",)
    ),
    **dict.fromkeys(
        [("POST", "api:list_recommendations"), ("POST", "api:draft_recommendation")],
        ("advice.draft",),
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_recommendation"), ("PATCH", "api:edit_recommendation")],
        ("advice.draft",),
    ),
}
WRITES |= front_desk.WRITES
WRITES |= recruitment.WRITES
WRITES |= labour.WRITES
WRITES |= pathways.WRITES
WRITES |= diaspora.WRITES
WRITES |= skills.WRITES
WRITES |= front_desk.WRITES | programmes.WRITES
WRITES |= front_desk.WRITES | policies.WRITES
WRITES |= results.WRITES

# Pages of functions that are only read: a POST is not taken. Classes say so themselves.
READ_ONLY = frozenset(
    {
        "centres:entries_export",
        "centres:entry",
        "centres:registers",
        *front_desk.READ_ONLY,
        *recruitment.READ_ONLY,
        *pathways.READ_ONLY,
        *diaspora.READ_ONLY,
        *programmes.READ_ONLY,
        *policies.READ_ONLY,
        "collection:phone-file",
        "collection:phone-form",
        "collection:phone-forms",
        "collection:phone-manifest",
        "knowledge:entries_export",
        "knowledge:entry",
        "knowledge:library",
        "public:centres",
        "offline:contact",
        "offline:load",
        "offline:manifest",
        "offline:start",
        "offline:worker",
        "meetings:action",
        "meetings:actions",
        "workplans:activity",
        "advice:advice",
        "network:annexes",
        "network:assessment",
        "workplans:board",
        "workplans:board_kept",
        "meetings:calendar_file",
        "network:chair",
        "workplans:commitment",
        "meetings:decision",
        "meetings:decisions",
        "network:desk",
        "network:entries_export",
        "network:entry",
        "network:working_rules",
        "meetings:invitation_link",
        "network:keeping",
        "meetings:meeting",
        "meetings:meeting_file",
        "meetings:meeting_invitation",
        "meetings:meetings",
        "network:members",
        "network:mine",
        "meetings:minutes",
        "meetings:minutes_compare",
        "meetings:paper",
        "meetings:paper_by_link",
        "meetings:paper_file",
        "meetings:papers",
        "workplans:plan",
        "workplans:plan_alignment",
        "workplans:plan_edition",
        "workplans:plan_overlap",
        "workplans:plan_sheet",
        "workplans:plan_word",
        "network:profile_edition",
        "network:profiles",
        "network:public",
        "meetings:reached",
        "advice:recommendation",
        "network:registers",
        "network:reminders",
        "unkt_reports:report",
        "unkt_reports:reports",
        "workplans:review",
        "network:seats",
        "statements:statement",
        "statements:statements",
        "meetings:submission_file",
        "network:terms",
        "network:unkt",
        "reference:list",
        "reference:list_csv",
        "reference:lists",
    }
)
# Posted to, and asked about by HEAD before (OpenRosa).
HEAD_TOO = {"collection:phone-submission"}
# The description of the API answers to anything, with the same text for everybody.
ANY_METHOD = {"api:openapi-json"}

# Addresses of libraries, by the beginning of their name.
OF_LIBRARIES = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
    "?",
    "admin:",
)
