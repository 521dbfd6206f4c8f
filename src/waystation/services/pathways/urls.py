from django.urls import path

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.shared.words import N_

from .registers import REGISTERS
from .views import editions, partnerships, pathways, people, short_stays

app_name = "pathways"
urlpatterns = [
    path("", pathways.Pathways.as_view(), name="pathways"),
    path("new/", pathways.PathwayNew.as_view(), name="new"),
    path("load/", pathways.LoadShipped.as_view(), name="load"),
    path("load-lists/", pathways.LoadLists.as_view(), name="load_lists"),
    path("short-stays/", short_stays.ShortStays.as_view(), name="short_stays"),
    path("readiness/", people.Assessments.as_view(), name="assessments"),
    path("readiness/<uuid:assessment_id>/", people.AssessmentPage.as_view(), name="assessment"),
    path("taken-up/", people.TakeUps.as_view(), name="take_ups"),
    path("taken-up/<uuid:take_up_id>/", people.TakeUpPage.as_view(), name="take_up"),
    path(
        "taken-up/<uuid:take_up_id>/<slug:transition>/",
        people.TakeUpTransition.as_view(),
        name="take_up_transition",
    ),
    path("editions/<uuid:edition_id>/", editions.EditionPage.as_view(), name="edition"),
    path(
        "editions/<uuid:edition_id>/change/",
        editions.EditionEdit.as_view(),
        name="edition_change",
    ),
    path("editions/<uuid:edition_id>/rule/", editions.ConditionNew.as_view(), name="condition_new"),
    path(
        "editions/<uuid:edition_id>/rule/<uuid:condition_id>/remove/",
        editions.ConditionRemove.as_view(),
        name="condition_remove",
    ),
    path(
        "editions/<uuid:edition_id>/<slug:transition>/",
        editions.EditionTransition.as_view(),
        name="edition_transition",
    ),
    path("person/<uuid:person_id>/", people.PersonPathways.as_view(), name="person"),
    path(
        "person/<uuid:person_id>/check/<uuid:edition_id>/", people.Assess.as_view(), name="assess"
    ),
    path(
        "person/<uuid:person_id>/apply/<uuid:pathway_id>/",
        people.TakeUpNew.as_view(),
        name="take_up_new",
    ),
    path("person/<uuid:person_id>/stay/", people.StayNew.as_view(), name="stay_new"),
    path("person/<uuid:person_id>/join/", people.JoinNew.as_view(), name="join"),
    path("stays/<uuid:stay_id>/change/", people.StayEdit.as_view(), name="stay_change"),
    path("partnerships/", partnerships.Partnerships.as_view(), name="partnerships"),
    path("partnerships/new/", partnerships.PartnershipNew.as_view(), name="partnership_new"),
    path(
        "partnerships/<uuid:partnership_id>/",
        partnerships.PartnershipPage.as_view(),
        name="partnership",
    ),
    path(
        "partnerships/<uuid:partnership_id>/change/",
        partnerships.PartnershipEdit.as_view(),
        name="partnership_change",
    ),
    path(
        "partnerships/<uuid:partnership_id>/partner/",
        partnerships.PartnerNew.as_view(),
        name="partner_new",
    ),
    path(
        "partnerships/<uuid:partnership_id>/cost/",
        partnerships.CostNew.as_view(),
        name="cost_new",
    ),
    path(
        "partnerships/<uuid:partnership_id>/<slug:transition>/",
        partnerships.PartnershipTransition.as_view(),
        name="partnership_transition",
    ),
    path("participants/", partnerships.Participants.as_view(), name="participants"),
    path(
        "participants/<uuid:participant_id>/",
        partnerships.ParticipantPage.as_view(),
        name="participant",
    ),
    path(
        "participants/<uuid:participant_id>/certificate/",
        partnerships.Certificate.as_view(),
        name="certificate",
    ),
    path(
        "participants/<uuid:participant_id>/<slug:transition>/",
        partnerships.ParticipantTransition.as_view(),
        name="participant_transition",
    ),
    *RegisterPages(
        "pathways",
        REGISTERS,
        title=N_("Arrangements and quotas"),
        lead=N_("Bilateral arrangements, places of pathways, and lists that are dated."),
        crumb="pathways:pathways|Pathways",
    ).urls("registers/"),
    path("<uuid:pathway_id>/", pathways.PathwayPage.as_view(), name="pathway"),
    path("<uuid:pathway_id>/change/", pathways.PathwayEdit.as_view(), name="change"),
    path("<uuid:pathway_id>/sheet/", pathways.SheetLink.as_view(), name="sheet"),
    path("<uuid:pathway_id>/edition/", editions.EditionNew.as_view(), name="edition_new"),
]
