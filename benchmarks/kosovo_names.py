# ruff: noqa: E501 (lists of names)
"""Names, municipalities and streets of the made-up Kosovo files; nobody with them exists."""

from __future__ import annotations


def words(text: str) -> list[str]:
    return text.split()


ALBANIAN = {
    "male": words(
        "Besim Arben Agron Valon Driton Ardian Fatmir Luan Xhemajl Xhevdet Gjon Gjergj Liridon "
        "Ymer Ilir Dardan Petrit Qendrim Labinot Kujtim Naim Bajram Ramadan Fisnik Flamur Shkëlzen "
        "Blerim Avni Bekim Enver Faton Gëzim Hajdin Isuf Jeton Kushtrim Lulzim Mentor Nexhat Osman "
        "Përparim Rrahim Sami Shefqet Tahir Uran Vetim Xhavit Zef Zenel Çlirim Endrit Hysni Ibrahim"
    ),
    "female": words(
        "Shpresa Shqipe Arta Blerta Teuta Vlora Albana Mirjeta Merita Flutura Sebahate Besa Drita "
        "Fatime Gjyljeta Hateme Igballe Jehona Kaltrina Lirije Lumnije Mimoza Nazmije Pranvera "
        "Qëndresa Remzije Sanije Shukrije Tringa Valbona Xhevahire Zana Zyrafete Ajshe Bahrije "
        "Elmaze Fahrije Hanife Rukije Violeta Yllka Çeljeta Edona Florije Hava Nurije Rabije Sadije"
    ),
    "family": words(
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
    "male": words(
        "Milan Jovan Đorđe Slobodan Nikola Zoran Nebojša Aleksandar Bojan Goran Dejan Živko Igor "
        "Ljubiša Marko Miloš Nemanja Petar Radovan Saša Srđan Stefan Uroš Vladimir Vuk Božidar "
        "Dušan Čedomir Predrag Njegoš"
    ),
    "female": words(
        "Jelena Dragana Đurđa Marija Milica Ljiljana Vesna Snežana Jovana Ana Biljana Gordana Ivana "
        "Katarina Ljubica Mirjana Nataša Olivera Radmila Slavica Svetlana Tanja Vera Živka Zorica "
        "Danijela Đurđica Suzana Tijana Bojana"
    ),
    "family": words(
        "Jovanović Petrović Nikolić Marković Đorđević Stojanović Ilić Stanković Pavlović Milošević "
        "Vasić Todorović Radić Živković Simić Janković Cvetković Đurić Ristić Šarić Kostić Lazić "
        "Popović Savić Tasić Veličković Zdravković Antić Bogdanović Čolić Denić Filipović Grujić "
        "Jakšić Krstić Ljubić Mitić Nešić Obradović Perić Rašić Spasić Tomić Vučić Ćirić Dimić"
    ),
}
TURKISH = {
    "male": words(
        "Mehmet Ahmet Cemal Hasan Hüseyin Mustafa Orhan Şükrü Yılmaz İbrahim Cengiz Çetin Erol "
        "Fikret Halil İsmail Kemal Necati Osman Rıfat Süleyman Tuncay Ümit Yaşar Ziya"
    ),
    "female": words(
        "Emine Fatma Ayşe Elif Gülten Hatice İnci Leyla Müzeyyen Nurcan Özlem Perihan Sevgi Şenay "
        "Türkan Ümmühan Yıldız Zeynep Çiğdem Gülşen"
    ),
    "family": words(
        "Yılmaz Demir Kaya Öztürk Şahin Çelik Aydın Arslan Kırveş Bütüç Mazrek Sarıyıldız Koç Polat "
        "Kılıç Güneş Karaca Tuna Yıldırım Özkan Taç Buş Safçı Hafız Doğan Şimşek Ertürk Bayraktar"
    ),
}
BOSNIAK = {
    "male": words(
        "Džemail Adnan Emir Samir Senad Mirsad Nedžad Hajrudin Izet Jasmin Kemal Mehmed Nermin Omer "
        "Refik Sead Šefket Tarik Vahid Zijad"
    ),
    "female": words(
        "Sabina Amra Selma Jasmina Azra Belma Dženana Edina Fatima Hajra Indira Lejla Merima Nermina "
        "Rasema Sanela Šemsa Umija Zumreta Hidajeta"
    ),
    "family": words(
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

# Other names of the same communities: for files on which nothing was developed.
OTHER_ALBANIAN = {
    "male": words(
        "Agim Astrit Azem Bardhyl Behar Burim Daut Dukagjin Edmond Ekrem Elmi Fadil Fehmi Florim "
        "Gani Gazmend Gjergji Halil Hamdi Haki Hashim Idriz Ismet Jakup Kadri Kreshnik Leotrim "
        "Lirim Mehdi Mërgim Muharrem Musa Muhamet Nazmi Nehat Orhan Pajazit Qamil Qerim Rexhep "
        "Rifat Rinor Safet Selim Shaban Skënder Sokol Taulant Veton Visar Xhelal Yll Zaim Zejnullah"
    ),
    "female": words(
        "Adelina Afërdita Albulena Alketa Arbnora Ardita Bukurije Dafina Diellza Donjeta Elira "
        "Emine Fitore Fllanza Ganimete Gresa Hamide Haxhere Ilirjana Kadrije Kimete Kosovare "
        "Labinota Lendita Lule Majlinda Makfire Medina Mevlude Mihane Naxhije Nexhmije Njomza "
        "Qefsere Resmije Rina Rrezarta Sabrije Selvete Shehide Shkurte Trëndelina Valdete Vjollca "
        "Xhemile Ylberina Zade Zejnepe"
    ),
    "family": words(
        "Ademi Agushi Ajeti Azemi Bajraktari Basha Behluli Beka Bekteshi Buja Canolli Dedaj Dema "
        "Dreshaj Duraku Fetahu Gecaj Gërvalla Gjocaj Gjoka Goxhuli Hajdari Hajrizi Halimi Hamiti "
        "Haradinaj Haxhiu Ismaili Kabashi Kadriu Kamberi Kçiku Kurteshi Lajçi Lladrovci Mala "
        "Maliqi Memaj Misini Mulliqi Mushkolaj Musliu Nuhiu Nura Obertinca Olluri Paçarizi Palaj "
        "Perteshi Pireva Podrimaj Qarri Qela Raçi Recica Rugova Sahiti Sefa Shatri Shehu Smajli "
        "Sopa Statovci Surroi Shkodra Thaqi Tolaj Trepça Ujkani Vata Veseli Vitija Xheladini Xhema "
        "Ymeraj Zabeli Zekaj Zhegrova Zhuniqi Zogu"
    ),
}
OTHER_SERBIAN = {
    "male": words(
        "Aleksa Boban Borislav Branislav Branko Časlav Dalibor Damjan Darko Dragan Dragoljub Filip "
        "Gavrilo Gradimir Ivan Lazar Luka Miodrag Miroslav Momčilo Ognjen Ratko Rastko Siniša "
        "Svetozar Tomislav Veljko Vojislav Žarko Zvonko"
    ),
    "female": words(
        "Aleksandra Anđela Branka Bosiljka Desanka Dobrila Dušanka Emilija Isidora Jasna Kristina "
        "Ljubinka Magdalena Mila Milena Mira Nada Nevenka Persida Radica Ružica Sanja Senka Slađana "
        "Sofija Stana Teodora Valentina Višnja Žaklina"
    ),
    "family": words(
        "Adžić Aksić Anđelković Arsić Babić Bulatović Cvejić Čukić Dabić Dančetović Dinić Došljak "
        "Đekić Đukić Gavrić Ivanović Jevtić Jeftić Kompirović Krasić Lukić Maksimović Milenković "
        "Milić Milutinović Mladenović Nedeljković Odalović Paunović Peković Prodanović Rakić Rakočević "
        "Staletović Stević Stojković Šubarić Trajković Trifunović Vukićević Zdravić Živić"
    ),
}
OTHER_TURKISH = {
    "male": words(
        "Adem Ali Altay Bülent Burhan Celal Ercan Ergin Fahri Güner Hakan İlhan İskender Levent "
        "Mahir Nusret Özcan Reşat Rüştü Sedat Selçuk Tahsin Turgut Vedat Yusuf"
    ),
    "female": words(
        "Aylin Ayten Belgin Birsen Canan Dilek Ebru Feride Filiz Gülay Güler Hayriye Jale Meral "
        "Nermin Nesrin Pınar Sevim Şükran Zehra"
    ),
    "family": words(
        "Aktaş Başar Bekteş Bilgin Bozkurt Çakır Çağlar Çınar Dağlı Erdoğan Ergün Gürsoy İşcan Kandemir "
        "Karataş Keskin Korkmaz Kurt Özdemir Sağlam Sezer Şen Taşkın Tekin Türker Uçar Yavuz Zengin"
    ),
}
OTHER_BOSNIAK = {
    "male": words(
        "Alija Almir Bajro Damir Edhem Elvir Ensar Fikret Haris Ismet Jusuf Mensur Muamer Muhamed "
        "Murat Nihad Rasim Rifet Suad Zaim"
    ),
    "female": words(
        "Aida Alma Amela Binasa Devleta Elvira Emina Fadila Habiba Jasna Kada Mediha Mevlida Mina "
        "Munira Nadžija Rabija Senada Zehra Zlata"
    ),
    "family": words(
        "Ademović Alić Bećirović Bošnjak Ćosović Dacić Destanović Fetić Goranci Halilović Hasanović "
        "Husović Kajević Kardović Muratović Mehmedović Pajaziti Ramović Šećerović Sinanović Škrijelj Zulfić"
    ),
}
OTHER_ARABIC = {
    "male": [
        ("Ali", "Aliy", "Aali", "علي"), ("Hassan", "Hasan", "Hasen", "حسن"),
        ("Karim", "Kerim", "Kareem", "كريم"), ("Nabil", "Nebil", "Nabeel", "نبيل"),
        ("Walid", "Velid", "Waleed", "وليد"), ("Rashid", "Rešid", "Rasheed", "رشيد"),
        ("Salim", "Selim", "Saleem", "سليم"), ("Fadi", "Fady", "Faadi", "فادي"),
        ("Jamal", "Džemal", "Gamal", "جمال"), ("Abdullah", "Abdulah", "Abdallah", "عبد الله"),
        ("Mahmoud", "Mahmud", "Mahmood", "محمود"), ("Anwar", "Enver", "Anvar", "أنور"),
    ],
    "female": [
        ("Amina", "Emina", "Ameena", "أمينة"), ("Salma", "Selma", "Salmah", "سلمى"),
        ("Huda", "Hoda", "Houda", "هدى"), ("Rania", "Ranija", "Raniya", "رانيا"),
        ("Yasmin", "Jasmin", "Yasmeen", "ياسمين"), ("Nadia", "Nadija", "Nadiya", "نادية"),
        ("Sara", "Sarah", "Saara", "سارة"), ("Zahra", "Zehra", "Zahraa", "زهراء"),
    ],
    "family": [
        ("Al-Masri", "El Masri", "Almasri", "المصري"), ("Hamdan", "Hemdan", "Hamdaan", "حمدان"),
        ("Issa", "Isa", "Eissa", "عيسى"), ("Darwish", "Derviš", "Darweesh", "درويش"),
        ("Nasser", "Naser", "Nasir", "ناصر"), ("Aziz", "Azez", "Azeez", "عزيز"),
        ("Habib", "Hebib", "Habeeb", "حبيب"), ("Jaber", "Džabir", "Jabir", "جابر"),
        ("Safi", "Safij", "Saafi", "صافي"), ("Rezai", "Rezaji", "Rezaee", "رضائي"),
        ("Amiri", "Emiri", "Ameeri", "أميري"), ("Popal", "Popel", "Popall", "پوپل"),
        ("Zadran", "Zedran", "Zadraan", "ځدران"), ("Bakr", "Bekir", "Bakar", "بكر"),
    ],
}  # fmt: skip
NAMES = {
    "albanian": ALBANIAN,
    "serbian": SERBIAN,
    "turkish": TURKISH,
    "bosniak": BOSNIAK,
    "arabic": ARABIC,
}
OTHER_NAMES = {
    "albanian": OTHER_ALBANIAN,
    "serbian": OTHER_SERBIAN,
    "turkish": OTHER_TURKISH,
    "bosniak": OTHER_BOSNIAK,
    "arabic": OTHER_ARABIC,
}

PLACES = [f"xk-{name}" for name in words(
    "prishtine prizren peje gjilan ferizaj mitrovice gjakove vushtrri podujeve suhareke rahovec "
    "drenas lipjan malisheve kamenice viti decan istog kline skenderaj dragash kacanik "
    "mitrovice-veriut leposavic zubin-potok zvecan shterpce gracanice obiliq fushe-kosove novoberde "
    "shtime mamushe junik hani-elezit kllokot ranillug partesh"
)]  # fmt: skip
STREETS = words(
    "Nëna-Terezë Skënderbeu Dëshmorët UÇK Luan-Haradinaj Agim-Ramadani Kralja-Petra Cara-Dušana "
    "Adem-Jashari Lidhja-e-Prizrenit Xhorxh-Bush Bil-Klinton Nazim-Gafurri Ilir-Konushevci Rexhep-Mala "
    "Njegoševa Filipa-Višnjića Rruga-B Muharrem-Fejza Isa-Kastrati"
)
