# ruff: noqa: E501, B023, RUF005 (lists of names; a family is added while its loop runs)
"""A made-up file of people as Kosovo's offices would write them, with the truth beside it.

Nobody in it exists. Families at one address with one telephone, twins, names written in the
spelling of whoever sat at the desk (Albanian, Serbian Latin or Cyrillic, Turkish, Arabic, or bare
letters), slips of the hand, days of birth that are missing, turned or 1 January, surnames changed
by marriage, people who have moved. The same noise for every community, except that the desk's
spelling is more often another one for those who are few. Seeded: the same number gives the same
file.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta


def _words(text: str) -> list[str]:
    return text.split()


ALBANIAN = {
    "male": _words(
        "Besim Arben Agron Valon Driton Ardian Fatmir Luan Xhemajl Xhevdet Gjon Gjergj Liridon "
        "Ymer Ilir Dardan Petrit Qendrim Labinot Kujtim Naim Bajram Ramadan Fisnik Flamur Shkëlzen "
        "Blerim Avni Bekim Enver Faton Gëzim Hajdin Isuf Jeton Kushtrim Lulzim Mentor Nexhat Osman "
        "Përparim Rrahim Sami Shefqet Tahir Uran Vetim Xhavit Zef Zenel Çlirim Endrit Hysni Ibrahim"
    ),
    "female": _words(
        "Shpresa Shqipe Arta Blerta Teuta Vlora Albana Mirjeta Merita Flutura Sebahate Besa Drita "
        "Fatime Gjyljeta Hateme Igballe Jehona Kaltrina Lirije Lumnije Mimoza Nazmije Pranvera "
        "Qëndresa Remzije Sanije Shukrije Tringa Valbona Xhevahire Zana Zyrafete Ajshe Bahrije "
        "Elmaze Fahrije Hanife Rukije Violeta Yllka Çeljeta Edona Florije Hava Nurije Rabije Sadije"
    ),
    "family": _words(
        "Krasniqi Gashi Berisha Hoxha Morina Thaçi Shala Bytyçi Hoti Rexhepi Kelmendi Limani "
        "Mustafa Nikçi Prenaj Ramadani Sadiku Tahiri Veliu Zeka Avdiu Bunjaku Cakaj Dauti Elezi "
        "Fejza Gjonbalaj Halili Ibrahimi Jakupi Kastrati Lekaj Maloku Osmani Peci Qorri Rustemi "
        "Selimi Todaj Ukaj Xhemajli Ymeri Zymberi Ahmeti Aliu Bajrami Beqiri Dervishi Emini Fazliu "
        "Gjikolli Haliti Islami Jashari Konjufca Latifi Mehmeti Neziri Pllana Qerimi Rama Salihu "
        "Shabani Spahiu Syla Tafilaj Uka Vllasaliu Xhaka Zogaj Zhubi Asllani Balaj Çitaku Demiri "
        "Ferizi Gallopeni Hyseni Idrizi Jusufi Kryeziu Luma Muriqi Nimani Pacolli Qehaja Rrustemi "
        "Sejdiu Sylejmani Topalli Vokshi Xhafa Zeqiri Abazi Bislimi Dragusha Gegaj Hasani Kuqi Loshi"
    ),
}
SERBIAN = {
    "male": _words(
        "Milan Jovan Đorđe Slobodan Nikola Zoran Nebojša Aleksandar Bojan Goran Dejan Živko Igor "
        "Ljubiša Marko Miloš Nemanja Petar Radovan Saša Srđan Stefan Uroš Vladimir Vuk Božidar "
        "Dušan Čedomir Predrag Njegoš"
    ),
    "female": _words(
        "Jelena Dragana Đurđa Marija Milica Ljiljana Vesna Snežana Jovana Ana Biljana Gordana Ivana "
        "Katarina Ljubica Mirjana Nataša Olivera Radmila Slavica Svetlana Tanja Vera Živka Zorica "
        "Danijela Đurđica Suzana Tijana Bojana"
    ),
    "family": _words(
        "Jovanović Petrović Nikolić Marković Đorđević Stojanović Ilić Stanković Pavlović Milošević "
        "Vasić Todorović Radić Živković Simić Janković Cvetković Đurić Ristić Šarić Kostić Lazić "
        "Popović Savić Tasić Veličković Zdravković Antić Bogdanović Čolić Denić Filipović Grujić "
        "Jakšić Krstić Ljubić Mitić Nešić Obradović Perić Rašić Spasić Tomić Vučić Ćirić Dimić"
    ),
}
TURKISH = {
    "male": _words(
        "Mehmet Ahmet Cemal Hasan Hüseyin Mustafa Orhan Şükrü Yılmaz İbrahim Cengiz Çetin Erol "
        "Fikret Halil İsmail Kemal Necati Osman Rıfat Süleyman Tuncay Ümit Yaşar Ziya"
    ),
    "female": _words(
        "Emine Fatma Ayşe Elif Gülten Hatice İnci Leyla Müzeyyen Nurcan Özlem Perihan Sevgi Şenay "
        "Türkan Ümmühan Yıldız Zeynep Çiğdem Gülşen"
    ),
    "family": _words(
        "Yılmaz Demir Kaya Öztürk Şahin Çelik Aydın Arslan Kırveş Bütüç Mazrek Sarıyıldız Koç Polat "
        "Kılıç Güneş Karaca Tuna Yıldırım Özkan Taç Buş Safçı Hafız Doğan Şimşek Ertürk Bayraktar"
    ),
}
BOSNIAK = {
    "male": _words(
        "Džemail Adnan Emir Samir Senad Mirsad Nedžad Hajrudin Izet Jasmin Kemal Mehmed Nermin Omer "
        "Refik Sead Šefket Tarik Vahid Zijad"
    ),
    "female": _words(
        "Sabina Amra Selma Jasmina Azra Belma Dženana Edina Fatima Hajra Indira Lejla Merima Nermina "
        "Rasema Sanela Šemsa Umija Zumreta Hidajeta"
    ),
    "family": _words(
        "Kurtić Hadžić Begović Mušović Džogović Ćatović Delić Ermić Hodžić Idrizović Jusufović "
        "Kolašinac Ljajić Mehović Nokić Osmanović Pepić Redžić Skenderović Šabotić Tiganj Zejnelović"
    ),
}
# Who passes through: each name as several offices would write it.
ARABIC = {
    "male": [
        ("Mohammed", "Muhamed", "Mohamad", "محمد"), ("Ahmad", "Ahmed", "Ahmet", "أحمد"),
        ("Hussein", "Husein", "Hossain", "حسين"), ("Khaled", "Halid", "Khalid", "خالد"),
        ("Omar", "Umar", "Omer", "عمر"), ("Yousef", "Jusuf", "Yusuf", "يوسف"),
        ("Ibrahim", "Ebrahim", "Ibrahem", "إبراهيم"), ("Abdul Rahman", "Abdurrahman", "Abdulrahman",
         "عبد الرحمن"), ("Mustafa", "Moustafa", "Mostafa", "مصطفى"), ("Bilal", "Belal", "Bilaal", "بلال"),
        ("Samir", "Sameer", "Semir", "سمير"), ("Tariq", "Tarik", "Tareq", "طارق"),
    ],
    "female": [
        ("Fatima", "Fatime", "Fatema", "فاطمة"), ("Aisha", "Ajša", "Aysha", "عائشة"),
        ("Khadija", "Hatidža", "Khadeeja", "خديجة"), ("Maryam", "Merjem", "Mariam", "مريم"),
        ("Zainab", "Zejneb", "Zeinab", "زينب"), ("Noor", "Nur", "Nour", "نور"),
        ("Layla", "Lejla", "Leila", "ليلى"), ("Samira", "Sameera", "Semira", "سميرة"),
    ],
    "family": [
        ("Al-Hassan", "El Hasan", "Alhassan", "الحسن"), ("Haddad", "Hadad", "Al-Haddad", "حداد"),
        ("Khalil", "Halil", "Khaleel", "خليل"), ("Mansour", "Mansur", "Mansoor", "منصور"),
        ("Najjar", "Nadžar", "Al Najjar", "نجار"), ("Saleh", "Salih", "Salah", "صالح"),
        ("Sharif", "Šarif", "Shareef", "شريف"), ("Qasim", "Kasim", "Kassem", "قاسم"),
        ("Rahimi", "Rahimij", "Raheemi", "رحيمي"), ("Karimi", "Kerimi", "Kareemi", "كريمي"),
        ("Noori", "Nuri", "Nouri", "نوري"), ("Ahmadi", "Ahmedi", "Ahmadee", "أحمدي"),
        ("Hosseini", "Huseini", "Hussaini", "حسيني"), ("Sayed", "Sejed", "Sayyid", "سيد"),
    ],
}  # fmt: skip
# Community: share, names, its own spelling, and how often a desk uses which.
COMMUNITIES = {
    "albanian": (0.66, ALBANIAN, "sq", {"sq": 0.72, "bare": 0.20, "sr": 0.05, "cyrl": 0.03}),
    "serbian": (0.15, SERBIAN, "sr", {"sr": 0.45, "cyrl": 0.30, "bare": 0.17, "sq": 0.08}),
    "turkish": (0.06, TURKISH, "tr", {"tr": 0.50, "bare": 0.25, "sq": 0.20, "cyrl": 0.05}),
    "bosniak": (0.07, BOSNIAK, "sr", {"sr": 0.60, "bare": 0.22, "sq": 0.10, "cyrl": 0.08}),
    "arabic": (0.06, ARABIC, "", {}),
}
_TO_SERBIAN = [
    ("xh", "dž"), ("gj", "đ"), ("sh", "š"), ("zh", "ž"), ("th", "t"), ("dh", "d"), ("ll", "l"),
    ("rr", "r"), ("q", "ć"), ("ç", "č"), ("x", "dz"), ("y", "i"), ("ë", "e"), ("w", "v"),
    ("ı", "i"), ("ü", "u"), ("ö", "o"), ("ş", "š"), ("ğ", ""),
]  # fmt: skip
_TURKISH_FIRST = [("c", "dž"), ("ç", "č"), ("ş", "š"), ("y", "j"), ("ğ", ""), ("ı", "i")]
_TO_ALBANIAN = [
    ("dž", "xh"), ("đ", "gj"), ("š", "sh"), ("ž", "zh"), ("ć", "q"), ("č", "ç"), ("lj", "lj"),
    ("ş", "sh"), ("ı", "i"), ("ü", "y"), ("ö", "o"), ("ğ", ""),
]  # fmt: skip
_CYRILLIC = [("lj", "љ"), ("nj", "њ"), ("dž", "џ")] + list(
    zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True)
)
_BARE = str.maketrans({"đ": "dj", "ı": "i", "ł": "l", "ə": "e"})


def _replaced(text: str, table: list[tuple[str, str]]) -> str:
    out, i = [], 0
    while i < len(text):
        for old, new in table:
            if text.startswith(old, i):
                out.append(new)
                i += len(old)
                break
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def respelled(name: str, own: str, desk: str) -> str:
    """Return a name of one orthography as a desk of another writes it by ear."""
    low = name.replace("İ", "i").lower()
    if desk == own:
        return name
    if desk == "bare":
        plain = unicodedata.normalize("NFD", low.translate(_BARE))
        return "".join(c for c in plain if not unicodedata.combining(c)).title()
    serbian = low
    if own == "tr":
        serbian = _replaced(low, _TURKISH_FIRST)
    if own != "sr":
        serbian = _replaced(serbian, _TO_SERBIAN)
    if desk == "sr":
        return serbian.title()
    if desk == "cyrl":
        return _replaced(serbian, _CYRILLIC).title()
    return _replaced(serbian if own == "tr" else low, _TO_ALBANIAN).title()


@dataclass(frozen=True)
class Row:
    """One record of the file. ``person`` and ``community`` are the truth, never compared."""

    person: int
    community: str
    given: str
    family: str
    father: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    place: str = ""
    phone: str = ""
    address: str = ""


PLACES = [f"xk-{name}" for name in _words(
    "prishtine prizren peje gjilan ferizaj mitrovice gjakove vushtrri podujeve suhareke rahovec "
    "drenas lipjan malisheve kamenice viti decan istog kline skenderaj dragash kacanik "
    "mitrovice-veriut leposavic zubin-potok zvecan shterpce gracanice obiliq fushe-kosove novoberde "
    "shtime mamushe junik hani-elezit kllokot ranillug partesh"
)]  # fmt: skip
STREETS = _words(
    "Nëna-Terezë Skënderbeu Dëshmorët UÇK Luan-Haradinaj Agim-Ramadani Kralja-Petra Cara-Dušana "
    "Adem-Jashari Lidhja-e-Prizrenit Xhorxh-Bush Bil-Klinton Nazim-Gafurri Ilir-Konushevci Rexhep-Mala "
    "Njegoševa Filipa-Višnjića Rruga-B Muharrem-Fejza Isa-Kastrati"
)


@dataclass
class _Person:
    key: int
    community: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    father: tuple[str, ...]
    sex: str
    born: date
    place: str
    phone: str
    address: str


def _zipf(draw: random.Random, names: list) -> object:
    return draw.choices(names, [1 / (rank + 5) for rank in range(len(names))])[0]


def _as_tuple(name: object) -> tuple[str, ...]:
    return name if isinstance(name, tuple) else (str(name),)


def _people(draw: random.Random, number: int) -> list[_Person]:
    """Return people in families: parents, children, now and then twins."""
    shares = [one[0] for one in COMMUNITIES.values()]
    found: list[_Person] = []
    while len(found) < number:
        community = draw.choices(list(COMMUNITIES), shares)[0]
        names = COMMUNITIES[community][1]
        pick = lambda kind: _as_tuple(_zipf(draw, names[kind]))  # noqa: E731
        family, place = pick("family"), _zipf(draw, PLACES)
        address = f"{draw.choice(STREETS)} {draw.randint(1, 400)}"
        phone = f"04{draw.choice('3459')}{draw.randint(100000, 999999)}"
        oldest = draw.randint(1940, 1995)
        father = pick("male")

        def add(sex: str, born: date, given: tuple[str, ...], of: tuple[str, ...]) -> None:
            own = (
                phone
                if draw.random() < 0.7
                else f"04{draw.choice('3459')}{draw.randint(100000, 999999)}"
            )
            found.append(_Person(
                len(found), community, given, family, of, sex, born, str(place), own, address
            ))  # fmt: skip

        day = lambda year: date(year, 1, 1) + timedelta(days=draw.randint(0, 364))  # noqa: E731
        add("male", day(oldest), father, pick("male"))
        if draw.random() < 0.75:
            add("female", day(oldest + draw.randint(-4, 6)), pick("female"), pick("male"))
        taken = {father}
        for _ in range(draw.choice((0, 0, 1, 2, 2, 3, 4))):
            born = day(min(oldest + draw.randint(19, 38), 2019))
            for _ in range(2 if draw.random() < 0.015 else 1):
                sex = draw.choice(("male", "female"))
                given = pick(sex)
                while given in taken:
                    given = pick(sex)
                taken.add(given)
                add(sex, born, given, father)
    return found[:number]


def _slip(draw: random.Random, text: str) -> str:
    if len(text) < 4:
        return text
    i = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[: i + 1] + text[i:]
    if kind == 2:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + draw.choice("aeiou" if text[i] in "aeiouëy" else "nmrtlskd") + text[i + 1 :]


def _written(draw: random.Random, one: _Person, again: bool) -> Row:
    """Return a person as some desk writes them down; ``again`` allows what time changes."""
    _, _, own, desks = COMMUNITIES[one.community]
    desk = draw.choices(list(desks), list(desks.values()))[0] if desks else ""

    def name(variants: tuple[str, ...], slip: float = 0.05) -> str:
        text = draw.choice(variants) if len(variants) > 1 else respelled(variants[0], own, desk)
        return _slip(draw, text) if draw.random() < slip else text

    given, family, father = name(one.given), name(one.family), name(one.father)
    if again and one.sex == "female" and draw.random() < 0.03:
        family = name(_as_tuple(_zipf(draw, COMMUNITIES[one.community][1]["family"])))
    if draw.random() < 0.01:
        given, family = family, given
    born: date | None = one.born
    year: int | None = one.born.year
    chance = draw.random()
    if chance < 0.13:
        born = None
    elif chance < 0.15:
        born = date(one.born.year, 1, 1)
    elif chance < 0.165:
        born = (
            one.born.replace(day=one.born.month, month=one.born.day) if one.born.day <= 12 else born
        )
    elif chance < 0.185:
        born = one.born.replace(day=min(one.born.day % 28 + draw.choice((1, 10)), 28))
    elif chance < 0.20:
        year = one.born.year + draw.choice((-1, 1))
        born = one.born.replace(year=year, day=min(one.born.day, 28))
    elif chance < 0.22:
        born, year = None, None
    moved = again and draw.random() < 0.12
    return Row(
        person=one.key,
        community=one.community,
        given=given,
        family=family if draw.random() > 0.003 else "",
        father=father if draw.random() < 0.6 else "",
        birth_date=born,
        birth_year=born.year if born else year,
        sex=one.sex if draw.random() > 0.02 else "",
        place="" if draw.random() < 0.05 else str(_zipf(draw, PLACES)) if moved else one.place,
        phone=one.phone if draw.random() < (0.35 if again else 0.5) else "",
        address="" if moved or draw.random() < 0.45 else one.address,
    )


def kosovo_file(records: int, seed: int = 20261122) -> list[Row]:
    """Return about this many records, shuffled; of seven people two have two or three."""
    draw = random.Random(seed)
    people = _people(draw, int(records / 1.38))
    rows = []
    for one in people:
        rows.append(_written(draw, one, again=False))
        for _ in range(draw.choices((0, 1, 2), (0.70, 0.22, 0.08))[0]):
            rows.append(_written(draw, one, again=True))
    draw.shuffle(rows)
    return [replace(row) for row in rows[:records]]
