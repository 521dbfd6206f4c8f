from django.urls import path

from .views import demand, employers, own, pipeline, portal, ranking, rounds, shortages

ONE = "vacancies/<uuid:vacancy_id>/"
OWN = "employer/"  # the pages of an employer
LINK = "employer/open/<str:token>/"

app_name = "labour"
urlpatterns = [
    path("", demand.Home.as_view(), name="home"),
    path("employers/", employers.Employers.as_view(), name="employers"),
    path("employers/new/", employers.EmployerNew.as_view(), name="employer_new"),
    path("employers/<uuid:employer_id>/", employers.EmployerPage.as_view(), name="employer"),
    path(
        "employers/<uuid:employer_id>/change/",
        employers.EmployerEdit.as_view(),
        name="employer_change",
    ),
    path("employers/<uuid:employer_id>/site/", employers.SiteNew.as_view(), name="site_new"),
    path("employers/<uuid:employer_id>/link/", employers.LinkNew.as_view(), name="link_new"),
    path(
        "employers/<uuid:employer_id>/link/revoke/",
        employers.LinkRevoke.as_view(),
        name="link_revoke",
    ),
    path("employers/<uuid:employer_id>/vacancy/", demand.VacancyNew.as_view(), name="vacancy_new"),
    path("vacancies/", demand.Vacancies.as_view(), name="vacancies"),
    path(ONE, demand.VacancyPage.as_view(), name="vacancy"),
    path(f"{ONE}change/", demand.VacancyEdit.as_view(), name="vacancy_change"),
    path(f"{ONE}candidates/", ranking.RankedList.as_view(), name="ranked"),
    path(f"{ONE}candidates/add/", ranking.CandidateAdd.as_view(), name="candidate_add"),
    path(f"{ONE}only/<slug:condition>/", ranking.OnlyFailing.as_view(), name="only"),
    path(f"{ONE}<slug:transition>/", demand.VacancyTransition.as_view(), name="transition"),
    path("people/<uuid:person_id>/", ranking.PersonVacancies.as_view(), name="person_vacancies"),
    path("placements/", pipeline.Candidacies.as_view(), name="candidacies"),
    path("placements/<uuid:candidacy_id>/", pipeline.CandidacyPage.as_view(), name="candidacy"),
    path("placements/<uuid:candidacy_id>/answer/", pipeline.Answer.as_view(), name="record_answer"),
    path("placements/<uuid:candidacy_id>/link/", pipeline.OwnLink.as_view(), name="own_link"),
    path(
        "placements/<uuid:candidacy_id>/spoken/",
        pipeline.InterestAnswered.as_view(),
        name="interest_answered",
    ),
    path(
        "placements/<uuid:candidacy_id>/<slug:transition>/",
        pipeline.CandidacyTransition.as_view(),
        name="candidacy_transition",
    ),
    path("answer/<str:secret>/", pipeline.OwnAnswer.as_view(), name="own_answer"),
    path("own/<str:token>/", own.OwnVacancies.as_view(), name="own_vacancies"),
    path(f"own/<str:token>/{ONE}", own.OwnVacancy.as_view(), name="own_vacancy"),
    path(f"own/<str:token>/{ONE}interest/", own.OwnInterest.as_view(), name="own_interest"),
    path("rounds/", rounds.Rounds.as_view(), name="rounds"),
    path("rounds/new/", rounds.RoundNew.as_view(), name="round_new"),
    path("rounds/<uuid:round_id>/", rounds.RoundPage.as_view(), name="round"),
    path("rounds/<uuid:round_id>/again/", rounds.RoundAgain.as_view(), name="round_again"),
    path("rounds/<uuid:round_id>/propose/", rounds.RoundPropose.as_view(), name="round_propose"),
    path("rounds/<uuid:round_id>/results/", rounds.Results.as_view(), name="round_results"),
    path("shortages/", shortages.Surveys.as_view(), name="surveys"),
    path("shortages/new/", shortages.SurveyNew.as_view(), name="survey_new"),
    path("shortages/form/", shortages.Template.as_view(), name="survey_template"),
    path("shortages/<uuid:survey_id>/", shortages.SurveyPage.as_view(), name="survey"),
    path("shortages/<uuid:survey_id>/estimate/", shortages.Estimate.as_view(), name="estimate"),
    path(OWN, portal.EmployerHome.as_view(), name="employer_home"),
    path(f"{OWN}company/", portal.Company.as_view(), name="employer_company"),
    path(f"{OWN}vacancies/new/", portal.OwnVacancyNew.as_view(), name="employer_vacancy_new"),
    path(
        f"{OWN}vacancies/<uuid:vacancy_id>/",
        portal.OwnVacancy.as_view(),
        name="employer_vacancy",
    ),
    path(
        f"{OWN}vacancies/<uuid:vacancy_id>/change/",
        portal.OwnVacancyEdit.as_view(),
        name="employer_vacancy_change",
    ),
    path(
        f"{OWN}vacancies/<uuid:vacancy_id>/submit/",
        portal.OwnVacancySubmit.as_view(),
        name="employer_vacancy_submit",
    ),
    path(
        f"{OWN}vacancies/<uuid:vacancy_id>/withdraw/",
        portal.OwnVacancyWithdraw.as_view(),
        name="employer_vacancy_withdraw",
    ),
    path(
        f"{OWN}vacancies/<uuid:vacancy_id>/ask/<str:candidate>/",
        portal.AskForContact.as_view(),
        name="employer_ask",
    ),
    path(LINK, portal.OpenLink.as_view(), name="employer_link"),
]
