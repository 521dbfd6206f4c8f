"""The topics of the demonstration's visits, and the names of its visitors."""

ALBANIAN = (
    ["Agron", "Besnik", "Dritan", "Fatmir", "Gent", "Ilir", "Kushtrim", "Valon", "Xhemajl", "Yll"],
    [
        "Albana",
        "Blerta",
        "Dafina",
        "Elira",
        "Fjolla",
        "Mimoza",
        "Njomza",
        "Rina",
        "Shqipe",
        "Vjosa",
    ],
    [
        "Ahmeti",
        "Bajrami",
        "Dervishi",
        "Fetahu",
        "Hajdari",
        "Kelmendi",
        "Limani",
        "Qerimi",
        "Zeqiri",
    ],
)
SERBIAN = (
    ["Бојан", "Владимир", "Дејан", "Марко", "Немања", "Стефан"],
    ["Ана", "Данијела", "Ивана", "Јована", "Милица", "Снежана"],
    ["Антић", "Димић", "Зарић", "Марковић", "Стојановић", "Шћекић"],
)
TURKISH = (
    ["Cemal", "Emre", "Mehmet", "Orhan"],
    ["Ayşe", "Elif", "Fatma", "Zeynep"],
    ["Aydın", "Çelik", "Demir", "Yıldız"],
)
NAMES = [("albanian", ALBANIAN, 74), ("serb", SERBIAN, 14), ("turkish", TURKISH, 5),
         ("roma", ALBANIAN, 4), ("ashkali", ALBANIAN, 3)]  # fmt: skip
REASONS = {"work_abroad": 34, "recognition": 17, "return": 11, "work_home": 13, "family_reunion": 9,
           "permit": 7, "study": 5, "rights": 3, "protection": 1}  # fmt: skip
TOPIC_OF = {
    "work_abroad": ["legal_emigration", "irregular_risks", "ethical_recruitment"],
    "recognition": ["recognition", "work_home"],
    "return": ["return", "social_security"],
    "work_home": ["work_home", "social_security"],
    "family_reunion": ["legal_emigration", "schengen"],
    "permit": ["legal_emigration", "schengen"],
    "study": ["study", "recognition"],
    "rights": ["ethical_recruitment", "health"],
    "protection": ["asylum", "health"],
}
VISITOR = {"work_abroad": "potential_migrant", "return": "returnee", "protection": "in_transit",
           "rights": "migrant_worker", "family_reunion": "family"}  # fmt: skip
ADVICE = [
    "Went through the contract together; no fee may be asked of a worker.",
    "Explained which diplomas need recognition and where to apply.",
    "Agreed to come back with the payslip and the permit.",
    "Talked through the risks of leaving without papers.",
]
SESSION_TITLES = [
    "Working in Germany: what to know",
    "Recruitment without fees",
    "Rights and duties when travelling in the Schengen area",
    "Coming home: services for returnees",
    "Decent work in Kosovo*",
]
NEAR = {0: ["xk-prishtine", "xk-podujeve", "xk-lipjan", "xk-fushe-kosove", "xk-obiliq",
            "xk-ferizaj",
            "xk-gjilan", "xk-gracanice", "xk-kamenice", "xk-viti"],
        1: ["xk-peje", "xk-gjakove", "xk-decan", "xk-istog", "xk-kline", "xk-rahovec", "xk-prizren",
            "xk-dragash", "xk-suhareke"],
        2: ["xk-mitrovice-e-jugut", "xk-vushtrri", "xk-skenderaj", "xk-leposaviq", "xk-zvecan",
            "xk-mitrovice-e-veriut", "xk-zubin-potok"]}  # fmt: skip
