//! Words that tell what a stretch of a citation is, in the languages of reports, as data.
//! Lower case throughout; nothing here decides anything by itself.

/// Lower-case words that stand inside the names of people and organizations.
pub(super) const NAME_PARTICLES: &[&str] = &[
    "and", "et", "und", "y", "e", "i", "ve", "och", "en", "of", "the", "for", "on", "in", "to", "at", "de", "del", "della", "delle", "dei", "di", "da",
    "do", "dos", "das", "du", "des", "la", "le", "les", "los", "las", "el", "al", "ul", "ur", "bin", "ibn", "bint", "abu", "van", "von", "der", "den",
    "ter", "ten", "zu", "zur", "für", "fur", "pour", "para", "per", "und", "by", "with", "against", "within", "l", "d", "as", "и", "по", "при", "на",
    "в", "для", "delegation", "ed", "eds", "trans", "dir", "hrsg", "others", "al.", "et.", "u", "a", "us", "between", "under", "from", "uit", "voor",
    "government", "ministry", "für", "auf", "im", "am", "vom", "zum", "bei", "aus", "sur", "aux", "au", "sobre", "nel", "nella", "sul", "dell", "della",
];

/// Words by which a body of people, not a person, is known.
pub(super) const BODY_WORDS: &[&str] = &[
    "ministry", "ministère", "ministerio", "ministério", "ministero", "ministerium", "bundesministerium", "bakanlığı", "министерство", "мид", "وزارة",
    "department", "departamento", "office", "agency", "commission", "committee", "council", "bureau", "secretariat", "government", "parliament",
    "institute", "institut", "instituto", "istituto", "institution", "center", "centre", "centro", "zentrum", "foundation", "stiftung", "fondation", "fundación",
    "university", "université", "universität", "universidad", "universidade", "università", "üniversitesi", "университет", "college", "school",
    "organization", "organisation", "organización", "association", "society", "federation", "union", "bank", "fund", "group", "watch", "international",
    "nations", "assembly", "court", "tribunal", "board", "authority", "service", "company", "corporation", "inc", "ltd", "gmbh", "llc", "network", "team", "directorate", "embassy", "statistics",
    "house", "senate", "congress", "mission", "programme", "program", "project", "party", "agence", "kommission", "komisyonu", "правительство", "совет", "институт",
    "observatory", "archives", "archive", "library", "initiative", "alliance", "consortium", "academy", "académie", "force", "command", "staff", "delegation", "presidency", "presidencia", "présidence", "cabinet",
];

/// Ministries, parliaments, courts of audit and the like: their papers are official.
pub(super) const OFFICIAL_WORDS: &[&str] = &[
    "ministry", "ministère", "ministerio", "ministério", "ministero", "ministerium", "bundesministerium", "bundesregierung", "bundestag", "auswärtiges amt", "bakanlığı", "министерство",
    "мид россии", "правительство", "президент россии", "وزارة", "外交部", "外務省", "国务院", "内閣", "department of", "office of the president", "white house", "state department", "government of",
    "government accountability", "parliament", "house of commons", "house of lords", "senate", "congress", "european commission", "european council", "european parliament", "council of the european union",
    "security council", "general assembly", "united nations", "nations unies", "naciones unidas", "vereinte nationen", "оон", "human rights council", "secretary-general", "prime minister", "president of",
    "embassy", "office of the", "cabinet office", "foreign office", "fcdo", "inspector general", "ministerstwo", "présidence", "presidencia", "palácio", "gouvernement", "gobierno", "governo", "federal reserve", "central bank", "nato",
];

/// Words of newspapers, agencies and stations.
pub(super) const NEWS_WORDS: &[&str] = &[
    "times", "post", "news", "herald", "tribune", "guardian", "telegraph", "reuters", "associated press", "ap", "afp", "agence france-presse", "bbc", "cnn", "nbc", "abc", "cbs", "npr", "al jazeera",
    "dawn", "mint", "hindu", "express", "observer", "economist", "bloomberg", "journal-constitution", "wall street journal", "washington post", "globe", "gazette", "gazeta", "daily", "chronicle", "voice of america", "voa",
    "radio", "tv", "television", "tass", "тасс", "риа новости", "interfax", "интерфакс", "xinhua", "新华社", "新华网", "人民日报", "朝日新聞", "読売新聞", "日本経済新聞", "nhk", "kyodo", "le monde", "le figaro", "libération",
    "der spiegel", "spiegel online", "die zeit", "zeit online", "frankfurter allgemeine", "faz", "süddeutsche zeitung", "die welt", "tagesschau", "taz", "neue zürcher zeitung", "nzz", "handelsblatt", "deutsche welle", "dw",
    "el país", "el mundo", "abc.es", "la vanguardia", "clarín", "la nación", "el universal", "el comercio", "folha de s.paulo", "folha", "o globo", "o estado de s. paulo", "público", "expresso", "corriere della sera",
    "la repubblica", "la stampa", "il sole 24 ore", "ansa", "cumhuriyet", "hürriyet", "milliyet", "sabah", "anadolu ajansı", "anadolu agency", "الجزيرة", "الشرق الأوسط", "الأهرام", "النهار", "العربية", "коммерсантъ", "известия", "ведомости", "новая газета",
    "forbes", "newsweek", "time", "politico", "axios", "the atlantic", "new yorker", "magazine", "zeitung", "nachrichten", "journal télévisé", "france 24", "rfi", "euronews", "press", "wire", "rbc", "рбк", "kommersant", "sputnik", "pajhwok", "tolo", "tolonews", "mirror", "mail", "sun", "star", "standard", "independent", "financial times", "nikkei", "efe", "ouest-france", "lusa", "belga", "dpa", "pti", "ians", "khaama", "granma", "haaretz", "lawfare", "the diplomat", "eurasianet", "the conversation", "vox", "slate", "buzzfeed", "le soir", "le temps", "la croix", "les echos", "médiapart", "mediapart", "die presse", "der standard", "aftonposten", "politiken", "svenska dagbladet", "yle", "il foglio", "il post", "avvenire", "rai", "rtve", "rtp", "uol", "valor econômico", "jornal de notícias", "diário de notícias", "kun.uz", "gazeta.uz", "yonhap", "korea herald", "antara", "jakarta post", "bangkok post", "straits times", "scmp", "caixin", "global times", "央视", "光明日报", "毎日新聞", "共同通信", "時事通信", "bernama", "geo", "dunya", "рбк", "ria novosti", "lenta.ru", "meduza", "медуза", "лента", "аиф", "قناة", "صحيفة", "وكالة", "anka", "ntv", "trt", "bianet", "foreign policy", "the week", "the week", "newspaper", "le monde diplomatique",
];

/// Words of report series and grey literature.
pub(super) const REPORT_WORDS: &[&str] = &[
    "report", "brief", "briefing", "working paper", "policy paper", "policy brief", "issue brief", "occasional paper", "discussion paper", "white paper", "research paper", "special report", "technical paper",
    "factsheet", "fact sheet", "rapport", "bericht", "informe", "relatório", "rapporto", "доклад", "отчет", "rapor", "raporu", "تقرير", "报告", "報告書", "arbeitspapier", "studie", "swp-studie", "document de travail", "documento de trabajo", "analysis no", "backgrounder", "insight", "memo",
];

/// Words of journals.
pub(super) const JOURNAL_WORDS: &[&str] = &[
    "journal", "review", "quarterly", "studies", "annals", "proceedings", "transactions", "revue", "revista", "rivista", "zeitschrift", "вестник", "журнал", "dergisi", "学报", "研究", "学刊", "雑誌", "مجلة", "letters", "lancet", "nature", "science", "bulletin", "survival", "foreign affairs", "jahrbuch", "archiv", "cahiers", "cuadernos", "quaderni", "sentinel", "perspectives",
];

/// Words of publishing houses.
pub(super) const PUBLISHER_WORDS: &[&str] = &[
    "press", "books", "publishers", "publishing", "publications", "verlag", "éditions", "editions", "editorial", "ediciones", "editora", "edizioni", "editore", "издательство", "изд-во", "yayınları", "yayınevi", "出版社", "书局", "書店", "書房", "出版", "دار",
    "routledge", "springer", "palgrave", "macmillan", "wiley", "blackwell", "elsevier", "sage", "oup", "cup", "penguin", "random house", "harpercollins", "norton", "hurst", "knopf", "brill", "nomos", "suhrkamp", "beck", "gallimard", "seuil", "fayard", "einaudi", "laterza", "il mulino", "наука", "i.b. tauris", "tauris", "rienner", "zed", "verso", "polity", "basic books", "simon & schuster", "de gruyter", "elgar", "mulino", "presses", "iletişim", "alianza", "planeta", "siglo xxi",
];

/// Places that publishers and bodies print beside their names.
pub(super) const PLACES: &[&str] = &[
    "new york", "london", "washington", "washington dc", "washington, dc", "washington, d.c", "washington, d.c.", "d.c.", "d.c", "dc", "geneva", "paris", "berlin", "oxford", "cambridge", "cambridge, ma", "cambridge, mass.", "ma", "mass.",
    "new haven", "chicago", "boston", "princeton", "princeton, nj", "nj", "new delhi", "delhi", "brussels", "vienna", "rome", "roma", "madrid", "barcelona", "lisbon", "lisboa", "moscow", "москва", "м.", "спб.", "saint petersburg", "istanbul", "ankara", "i̇stanbul", "cairo", "beirut", "القاهرة", "بيروت",
    "beijing", "北京", "上海", "东京", "東京", "tokyo", "frankfurt", "frankfurt am main", "frankfurt a. m.", "münchen", "munich", "hamburg", "köln", "cologne", "stuttgart", "leipzig", "tübingen", "göttingen", "baden-baden", "wiesbaden", "wien", "zürich", "zurich", "bern", "basel", "amsterdam", "leiden", "the hague", "den haag",
    "stanford", "stanford, ca", "ca", "los angeles", "berkeley", "toronto", "ottawa", "montréal", "montreal", "québec", "sydney", "melbourne", "canberra", "singapore", "hong kong", "islamabad", "karachi", "lahore", "kabul", "tehran", "doha", "dubai", "riyadh", "nairobi", "johannesburg", "cape town", "accra", "lagos",
    "buenos aires", "méxico", "mexico city", "são paulo", "rio de janeiro", "bogotá", "santiago", "lima", "milano", "milan", "torino", "bologna", "bari", "genève", "bruxelles", "lyon", "strasbourg", "edinburgh", "manchester", "cheltenham", "boulder", "boulder, co", "co", "philadelphia", "ithaca", "ithaca, ny", "ny", "baltimore", "santa monica", "santa monica, ca", "arlington", "va", "uk", "usa", "basingstoke", "aldershot", "dordrecht", "stockholm", "oslo", "copenhagen", "helsinki", "warsaw", "warszawa", "prague", "praha", "budapest", "kyiv", "киев", "tashkent", "almaty", "dhaka", "colombo", "kathmandu", "mogadishu", "addis ababa", "khartoum", "juba", "kampala", "kigali", "dar es salaam", "lusaka", "harare", "pretoria", "windhoek", "luanda", "kinshasa", "abuja", "dakar", "bamako", "niamey", "ouagadougou", "tunis", "algiers", "rabat", "tripoli", "amman", "damascus", "baghdad", "kuwait city", "manama", "muscat", "sanaa", "jerusalem", "tel aviv", "baku", "yerevan", "tbilisi", "ashgabat", "bishkek", "dushanbe", "astana", "nur-sultan", "ulaanbaatar", "seoul", "bangkok", "hanoi", "manila", "jakarta", "kuala lumpur", "phnom penh", "yangon", "wellington", "auckland", "caracas", "quito", "montevideo", "asunción", "la paz", "san josé", "havana", "la habana", "athens", "sofia", "bucharest", "belgrade", "zagreb", "sarajevo", "ljubljana", "bratislava", "vilnius", "riga", "tallinn", "minsk", "dublin", "reykjavik", "bonn", "luxembourg", "lausanne", "valletta", "nicosia", "kochi", "mumbai", "calcutta", "kolkata", "bergen", "lund", "uppsala", "aarhus", "coimbra", "porto", "durham", "durham, nc", "nc", "minneapolis", "ann arbor", "bloomington", "lanham", "lanham, md", "md", "thousand oaks", "thousand oaks, ca", "hoboken", "hoboken, nj", "zed", "york",
];

/// Social networks and the labels of posts on them.
pub(super) const POST_WORDS: &[&str] = &[
    "x post", "tweet", "twitter post", "twitter", "x", "post on x", "x (formerly twitter)", "telegram post", "telegram", "telegram channel", "facebook post", "facebook", "instagram post", "instagram", "linkedin post", "linkedin", "mastodon post", "mastodon", "bluesky post", "bluesky", "truth social", "tiktok", "tiktok video",
    "weibo", "vk", "vkontakte", "threads", "reddit", "thread", "status update", "социальная сеть вконтакте", "tweet thread", "beitrag auf x", "publication sur x", "publicación en x", "publicación de facebook", "микроблог", "微博", "ツイート", "تغريدة",
];

/// Words before a stop that does not end a sentence.
pub(super) const ABBREVIATIONS: &[&str] = &[
    "no", "nos", "nr", "vol", "vols", "pp", "p", "ed", "eds", "trans", "al", "st", "dr", "mr", "mrs", "ms", "prof", "gen", "col", "sen", "rep", "gov", "jr", "sr", "inc", "ltd", "co", "corp", "art", "arts", "sec", "secs", "ch", "chs", "cap", "para", "paras", "par",
    "cf", "e.g", "i.e", "op", "cit", "loc", "ibid", "id", "ib", "viz", "vs", "v", "approx", "ca", "c", "fig", "figs", "app", "n", "nn", "fn", "anm", "vgl", "bd", "bde", "jg", "hg", "hrsg", "hgg", "aufl", "s", "f", "ff", "u", "a", "o", "z", "b", "d", "h", "zit", "nach", "abs", "rn", "rz", "ders", "dies", "ebd", "verf", "usw",
    "t", "av", "fév", "janv", "févr", "avr", "juil", "sept", "oct", "nov", "déc", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "dec", "núm", "num", "pág", "págs", "dir", "coord", "coords", "comp", "doc", "res", "rev", "supp", "suppl", "ser", "dept", "univ", "pub", "publ", "repr", "dis", "diss", "stat", "cong", "sess", "fed", "reg", "app’x", "cir",
    "с", "т", "гл", "изд", "ред", "пер", "см", "ср", "г", "гг", "ст", "указ", "соч", "цит", "с/с", "др", "им", "м", "спб", "л", "вып", "кн", "ч", "bkz", "çev", "der", "haz", "sf", "ss", "cilt", "cfr", "vd", "trad", "a.a.o", "u.s", "u.n", "u.k", "e.u", "d.c", "ph.d", "m.a", "q", "l", "r", "intl", "int’l", "bros", "assn", "ass’n", "mass", "calif", "n.y", "wash", "ill", "pa", "cal", "tex", "econ", "pol", "sci", "soc", "rel", "rts", "hum", "j", "am", "eur", "world", "x", "w", "k", "m", "g", "y", "e", "i",
];
