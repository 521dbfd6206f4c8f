from django.urls import path

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.shared.words import N_

from .registers import REGISTERS
from .views import assessments, calls, costs, incidents, indicator, recruiters, recruitments
from .views import self_assessment as own

ASSESSED = "assessments/<uuid:assessment_id>/"
FOUND = "findings/<uuid:finding_id>/"
HAPPENED = "incidents/<uuid:incident_id>/"
ACTION = "actions/<uuid:action_id>/"
WORKER = "workers/<uuid:recruitment_id>/"
COST = "workers/costs/<uuid:cost_id>/"
CALL = "workers/calls/<uuid:call_id>/"

app_name = "recruitment"
urlpatterns = [
    path("", recruiters.Recruiters.as_view(), name="recruiters"),
    path("organisations/<uuid:entity_id>/", recruiters.RecruiterPage.as_view(), name="recruiter"),
    path("assessments/", assessments.Assessments.as_view(), name="assessments"),
    path("assessments/new/", assessments.AssessmentNew.as_view(), name="assessment_new"),
    path(ASSESSED, assessments.AssessmentPage.as_view(), name="assessment"),
    path(f"{ASSESSED}change/", assessments.AssessmentEdit.as_view(), name="assessment_edit"),
    path(f"{ASSESSED}ask/", own.AskOrganisation.as_view(), name="assessment_ask"),
    path(
        f"{ASSESSED}<slug:transition>/",
        assessments.AssessmentTransition.as_view(),
        name="assessment_transition",
    ),
    path(FOUND, assessments.FindingRecord.as_view(), name="finding"),
    path(f"{FOUND}action/", assessments.FindingActionNew.as_view(), name="finding_action"),
    path("evidence/<uuid:file_id>/", assessments.EvidenceOpen.as_view(), name="evidence"),
    path("self-assessment/<str:token>/", own.SelfAssessment.as_view(), name="self_assessment"),
    path("incidents/", incidents.Incidents.as_view(), name="incidents"),
    path("incidents/new/", incidents.IncidentNew.as_view(), name="incident_new"),
    path(HAPPENED, incidents.IncidentPage.as_view(), name="incident"),
    path(f"{HAPPENED}action/", incidents.IncidentActionNew.as_view(), name="incident_action"),
    path(
        f"{HAPPENED}<slug:transition>/",
        incidents.IncidentTransition.as_view(),
        name="incident_transition",
    ),
    path("actions/", incidents.CorrectiveActions.as_view(), name="actions"),
    path(ACTION, incidents.ActionPage.as_view(), name="action"),
    path(
        f"{ACTION}<slug:transition>/",
        incidents.ActionTransition.as_view(),
        name="action_transition",
    ),
    path("workers/", recruitments.Recruitments.as_view(), name="recruitments"),
    path("of/<uuid:person_id>/new/", recruitments.RecruitmentNew.as_view(), name="recruitment_new"),
    path(WORKER, recruitments.RecruitmentPage.as_view(), name="recruitment"),
    path(f"{WORKER}change/", recruitments.RecruitmentEdit.as_view(), name="recruitment_edit"),
    path(f"{WORKER}parties/", recruitments.PartiesEdit.as_view(), name="parties"),
    path(f"{WORKER}cost/", costs.CostNew.as_view(), name="cost_new"),
    path(f"{WORKER}complete/", costs.CostsComplete.as_view(), name="costs_complete"),
    path(f"{WORKER}contract/", recruitments.ContractCheckNew.as_view(), name="check"),
    path(
        f"{WORKER}<slug:transition>/",
        recruitments.RecruitmentTransition.as_view(),
        name="recruitment_transition",
    ),
    path(COST, costs.CostEdit.as_view(), name="cost"),
    path(f"{COST}receipt/", costs.ReceiptNew.as_view(), name="receipt_new"),
    path(f"{COST}receipt/file/", costs.ReceiptOpen.as_view(), name="receipt"),
    path("workers/calls/", calls.Calls.as_view(), name="calls"),
    path("workers/calls/plan/", calls.CallPlanEdit.as_view(), name="call_plan"),
    path(CALL, calls.CallPage.as_view(), name="call"),
    path(f"{CALL}<slug:transition>/", calls.CallTransition.as_view(), name="call_transition"),
    path("workers/indicator/", indicator.IndicatorPage.as_view(), name="indicator"),
    *RegisterPages(
        "recruitment",
        REGISTERS,
        title=N_("Registers of recruitment"),
        lead=N_("Exchange rates by day, for costs and earnings in other currencies."),
        crumb="recruitment:recruitments|Recruitments of workers",
    ).urls("workers/registers/"),
]
