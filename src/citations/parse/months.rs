//! Names of months and seasons in the languages of reports, as data.
//! Names stand in lower case; a stop after a short form is allowed by the pattern that uses them.

/// Names and short forms of months with their number.
pub(super) const MONTHS: &[(&str, u8)] = &[
    // English
    ("january", 1), ("february", 2), ("march", 3), ("april", 4), ("may", 5), ("june", 6),
    ("july", 7), ("august", 8), ("september", 9), ("october", 10), ("november", 11), ("december", 12),
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("jun", 6), ("jul", 7), ("aug", 8),
    ("sep", 9), ("sept", 9), ("oct", 10), ("nov", 11), ("dec", 12),
    // German
    ("januar", 1), ("jänner", 1), ("februar", 2), ("märz", 3), ("mai", 5), ("juni", 6), ("juli", 7),
    ("oktober", 10), ("dezember", 12), ("mär", 3), ("mrz", 3), ("okt", 10), ("dez", 12),
    // French
    ("janvier", 1), ("février", 2), ("fevrier", 2), ("mars", 3), ("avril", 4), ("juin", 6), ("juillet", 7),
    ("août", 8), ("aout", 8), ("septembre", 9), ("octobre", 10), ("novembre", 11), ("décembre", 12), ("decembre", 12),
    ("janv", 1), ("févr", 2), ("avr", 4), ("juil", 7), ("déc", 12),
    // Spanish
    ("enero", 1), ("febrero", 2), ("marzo", 3), ("abril", 4), ("mayo", 5), ("junio", 6), ("julio", 7),
    ("agosto", 8), ("septiembre", 9), ("setiembre", 9), ("octubre", 10), ("noviembre", 11), ("diciembre", 12),
    ("ene", 1), ("abr", 4), ("ago", 8), ("dic", 12),
    // Portuguese
    ("janeiro", 1), ("fevereiro", 2), ("março", 3), ("maio", 5), ("junho", 6), ("julho", 7),
    ("setembro", 9), ("outubro", 10), ("novembro", 11), ("dezembro", 12), ("fev", 2), ("set", 9), ("out", 10),
    // Italian
    ("gennaio", 1), ("febbraio", 2), ("aprile", 4), ("maggio", 5), ("giugno", 6), ("luglio", 7),
    ("settembre", 9), ("ottobre", 10), ("dicembre", 12), ("gen", 1), ("mag", 5), ("giu", 6), ("lug", 7), ("ott", 10),
    // Dutch and the Scandinavian languages
    ("januari", 1), ("februari", 2), ("maart", 3), ("mei", 5), ("augustus", 8), ("maj", 5), ("augusti", 8), ("desember", 12),
    // Russian
    ("января", 1), ("февраля", 2), ("марта", 3), ("апреля", 4), ("мая", 5), ("июня", 6),
    ("июля", 7), ("августа", 8), ("сентября", 9), ("октября", 10), ("ноября", 11), ("декабря", 12),
    ("январь", 1), ("февраль", 2), ("март", 3), ("апрель", 4), ("май", 5), ("июнь", 6),
    ("июль", 7), ("август", 8), ("сентябрь", 9), ("октябрь", 10), ("ноябрь", 11), ("декабрь", 12),
    // Ukrainian
    ("січня", 1), ("лютого", 2), ("березня", 3), ("квітня", 4), ("травня", 5), ("червня", 6),
    ("липня", 7), ("серпня", 8), ("вересня", 9), ("жовтня", 10), ("листопада", 11), ("грудня", 12),
    // Polish
    ("stycznia", 1), ("lutego", 2), ("marca", 3), ("kwietnia", 4), ("maja", 5), ("czerwca", 6),
    ("lipca", 7), ("sierpnia", 8), ("września", 9), ("października", 10), ("grudnia", 12),
    // Turkish
    ("ocak", 1), ("şubat", 2), ("mart", 3), ("nisan", 4), ("mayıs", 5), ("haziran", 6),
    ("temmuz", 7), ("ağustos", 8), ("eylül", 9), ("ekim", 10), ("kasım", 11), ("aralık", 12),
    // Arabic, both sets
    ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4), ("ابريل", 4), ("مايو", 5), ("يونيو", 6),
    ("يوليو", 7), ("أغسطس", 8), ("اغسطس", 8), ("سبتمبر", 9), ("أكتوبر", 10), ("اكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12),
    ("كانون الثاني", 1), ("شباط", 2), ("آذار", 3), ("نيسان", 4), ("أيار", 5), ("حزيران", 6),
    ("تموز", 7), ("آب", 8), ("أيلول", 9), ("تشرين الأول", 10), ("تشرين الثاني", 11), ("كانون الأول", 12),
];

/// Names of seasons and terms that stand where a month would; they give the year alone.
pub(super) const SEASONS: &[&str] = &[
    "spring", "summer", "autumn", "fall", "winter", "michaelmas", "hilary", "trinity",
    "frühling", "frühjahr", "sommer", "herbst", "printemps", "été", "automne", "hiver",
    "primavera", "verano", "otoño", "invierno", "verão", "outono", "inverno", "estate", "autunno",
    "весна", "лето", "осень", "зима", "first quarter", "second quarter", "third quarter", "fourth quarter",
];

/// Japanese eras and the year before their first.
pub(super) const ERAS: &[(&str, i16)] = &[("令和", 2018), ("平成", 1988), ("昭和", 1925), ("大正", 1911), ("明治", 1867)];

/// Words before (in Chinese and Japanese also after) a date of access.
pub(super) const ACCESS: &[&str] = &[
    "accessed", "retrieved", "last accessed", "last visited", "last viewed", "last checked", "last consulted", "visited", "viewed", "date accessed",
    "abgerufen", "zuletzt abgerufen", "letzter zugriff", "zugriff", "zugegriffen", "zuletzt geprüft", "aufgerufen", "stand",
    "consulté", "consultée", "page consultée", "accédé", "dernière consultation", "dernier accès",
    "consultado", "consultada", "acceso", "último acceso", "fecha de consulta", "recuperado",
    "acesso em", "acesso", "acessado", "último acesso", "consultato", "ultimo accesso", "ultima consultazione",
    "дата обращения", "дата доступа", "обращение", "erişim tarihi", "erişim", "son erişim", "дата звернення", "dostęp",
    "geraadpleegd", "hämtad", "تاريخ الوصول", "تاريخ الاطلاع", "تاريخ الدخول", "شوهد في", "访问日期", "访问时间", "访问", "检索", "查阅", "閲覧", "最終閲覧", "アクセス",
];
