"""The roadmap, the quotes and the ratings of the fictional policy work."""

ROADMAP = "Roadmap for Labour Mobility and Regular Pathways"
PILLARS = [
    ("Inter-ministerial cooperation", "One group decides, and every ministry reports to it."),
    ("Cooperation with the private sector", "Employers say which skills are missing."),
    ("Skills mobility partnerships", "Training here and abroad that both sides gain from."),
    ("Ethical recruitment", "No worker pays for a job."),
]
# pillar, title, institution, who, due in days from today, moves in days, milestones: title, due in
# days from today, reached days ago or None
MEASURES: list[tuple[int, str, str, str, int, list[int], list[tuple[str, int, int | None]]]] = [
    (0, "Inter-ministerial working group on labour mobility", "gam",
     "Secretary of the Authority", -60, [],
     [("Decision on the group", -300, 310), ("First annual report of the group", -60, 75)]),
    (0, "Common statistics on permits, contracts and departures", "gam",
     "Head of the unit for analysis", 200, [60],
     [("List of common indicators", -120, 100), ("First joint table", 150, None)]),
    (1, "Yearly survey of employers on missing skills", "agency",
     "Head of labour-market analysis", 90, [],
     [("Questionnaire agreed with the Chamber", -90, 95), ("Survey published", 60, None)]),
    (1, "Vacancies abroad are published with full conditions", "agency",
     "Head of placement", 30, [45, 75, 90],
     [("Template of a vacancy", -200, 180), ("Page with vacancies", 20, None)]),
    (2, "Skills mobility partnership in care and construction", "labour",
     "Head of the employment department", 240, [],
     [("Two sectors chosen from the survey of businesses", -150, 140),
      ("Agreement with a partner country", 100, None), ("First course begins", 220, None)]),
    (2, "Certificates are recognised before departure", "education",
     "Head of recognition", -20, [120],
     [("Agreement on procedures", -100, None), ("First 50 certificates", -20, None)]),
    (3, "Register of private employment agencies", "labour",
     "Head of the employment department", 150, [120, 90],
     [("Rules adopted", -80, 60), ("Register in use", 120, None)]),
    (3, "Complaints about fees are heard in every centre", "labour",
     "Chief labour inspector", 60, [], [("Procedure agreed", -30, 20), ("All centres trained",
                                                                       50, None)]),
]  # fmt: skip
QUOTES_BEFORE = [
    ("Employment and skills", "skills", "Training follows what employers here and abroad ask for."),
    (
        "Employment and skills",
        "diaspora",
        "The diaspora is asked to invest in schools.",
    ),
    ("Municipal services", "return", "Municipalities help families that return to find a school."),
]
QUOTE_NOW = (
    "Employment and skills",
    "skills",
    "Partnerships with other countries train workers for both labour markets.",
)
CHAPTERS = ["Employment and skills", "Municipal services", "Environment"]
GRADES = [
    ("partly", "partly"), ("met", "partly"), ("partly", "not_met"), ("partly", "partly"),
    ("met", "met"), ("met", "met"), ("met", "partly"), ("partly", "not_met"),
]  # fmt: skip
