"""Zones by names that aren't IANA names: large cities, countries, parts of countries, abbreviations. Data only.

A name listed at several zones is asked about. Underscores stand for blanks; no name has an accent (see
bot.language.zones).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Zones = tuple[str, ...]


def _by_name(table: Mapping[str, str]) -> Mapping[str, Zones]:
    """Turn names by zone into zones by name; the zones of one name keep the table's order."""
    found: dict[str, Zones] = {}
    for zone, names in table.items():
        for name in names.split():
            said = name.replace("_", " ")
            found[said] = (*found.get(said, ()), zone)
    return MappingProxyType(found)


_NEW_YORK = """
nyc ny new_york_city manhattan brooklyn queens bronx boston philadelphia philly washington washington_dc
washington,_dc washington_d.c. washington,_d.c. dc atlanta miami orlando tampa jacksonville charlotte raleigh durham
baltimore pittsburgh cleveland columbus cincinnati buffalo albany syracuse hartford new_haven providence
richmond norfolk virginia_beach newark jersey_city savannah charleston columbia fort_lauderdale st_petersburg
st._petersburg saint_petersburg west_palm_beach portland burlington manchester cambridge alexandria
springfield arlington wilmington augusta rochester worcester
"""
_CHICAGO = """
dallas houston austin san_antonio fort_worth new_orleans memphis nashville st_louis st._louis
saint_louis kansas_city minneapolis st_paul saint_paul milwaukee madison omaha oklahoma_city tulsa birmingham
little_rock des_moines wichita baton_rouge mobile huntsville montgomery jackson springfield rochester arlington
columbia lincoln fargo
"""
_LOS_ANGELES = """
la l.a. sf san_francisco san_diego san_jose sacramento oakland berkeley palo_alto seattle washington portland
las_vegas reno fresno long_beach anaheim santa_barbara santa_monica spokane tacoma silicon_valley hollywood
bay_area pasadena eugene salem richmond arlington
"""
_ENGLAND = """
manchester birmingham liverpool leeds sheffield bristol newcastle newcastle_upon_tyne nottingham leicester coventry
brighton oxford cambridge southampton portsmouth plymouth exeter bath york norwich milton_keynes
edinburgh glasgow aberdeen dundee inverness cardiff swansea richmond hull stoke derby wolverhampton
worcester lincoln durham
"""
_INDIA = """
mumbai bombay delhi new_delhi bangalore bengaluru chennai madras hyderabad pune ahmedabad surat jaipur lucknow kanpur
nagpur indore bhopal visakhapatnam patna vadodara ghaziabad gurgaon gurugram noida coimbatore kochi cochin
thiruvananthapuram trivandrum chandigarh mysore mysuru goa panaji guwahati bhubaneswar amritsar varanasi agra nashik
mangalore salem ludhiana srinagar dehradun ranchi raipur
"""
_CHINA = """
beijing peking shenzhen guangzhou canton chengdu tianjin wuhan hangzhou nanjing xian xi'an suzhou qingdao dalian
xiamen ningbo kunming changsha zhengzhou jinan shenyang fuzhou dongguan foshan hefei nanning guiyang lhasa
wuxi sanya
"""
_GERMANY = """
hamburg munich munchen muenchen cologne koln koeln frankfurt frankfurt_am_main stuttgart dusseldorf duesseldorf
leipzig dortmund essen bremen dresden hanover hannover nuremberg nurnberg nuernberg duisburg bochum wuppertal
bielefeld bonn munster muenster karlsruhe mannheim augsburg wiesbaden mainz kiel aachen freiburg heidelberg potsdam
rostock kassel erfurt regensburg halle chemnitz magdeburg lubeck luebeck
"""
_SPAIN = """
barcelona valencia seville sevilla zaragoza malaga bilbao alicante murcia granada cordoba valladolid vigo gijon
san_sebastian donostia palma palma_de_mallorca mallorca majorca ibiza toledo salamanca santander cadiz pamplona
"""

# Where one name stands at several zones, they are the better known namesakes of different countries.
# fmt: off
CITIES = _by_name({
    "America/New_York": _NEW_YORK,
    "America/Toronto": "ottawa quebec quebec_city hamilton mississauga london_ontario kitchener waterloo kingston "
        "windsor",
    "America/Chicago": _CHICAGO,
    "America/Denver": "salt_lake_city albuquerque santa_fe colorado_springs boulder cheyenne billings aurora "
        "el_paso",
    "America/Phoenix": "tucson scottsdale mesa tempe", "America/Los_Angeles": _LOS_ANGELES,
    "America/Edmonton": "calgary banff red_deer", "America/Vancouver": "victoria surrey burnaby kelowna",
    "America/Regina": "saskatoon", "Pacific/Honolulu": "waikiki maui",
    "America/Mexico_City": "cdmx guadalajara puebla leon queretaro toluca oaxaca acapulco veracruz",
    "America/Costa_Rica": "san_jose", "America/Puerto_Rico": "san_juan", "America/Argentina/San_Juan": "san_juan",
    "America/Argentina/Cordoba": "cordoba", "America/Argentina/Buenos_Aires": "la_plata mar_del_plata",
    "America/Sao_Paulo": "rio rio_de_janeiro brasilia belo_horizonte curitiba porto_alegre campinas "
        "florianopolis goiania santos",
    "America/Bahia": "salvador", "America/El_Salvador": "san_salvador salvador",
    "America/Bogota": "medellin cali barranquilla cartagena", "America/Caracas": "valencia maracaibo",
    "America/Guayaquil": "quito cuenca", "America/Lima": "arequipa cusco trujillo",
    "America/Santiago": "valparaiso concepcion vina_del_mar", "America/La_Paz": "santa_cruz cochabamba sucre",
    "America/Managua": "granada", "America/Guyana": "georgetown", "America/Jamaica": "kingston montego_bay",
    "America/Santo_Domingo": "punta_cana", "Atlantic/Bermuda": "hamilton", "Europe/London": _ENGLAND,
    "Europe/Dublin": "cork galway limerick", "Europe/Lisbon": "porto oporto braga coimbra faro",
    "Europe/Madrid": _SPAIN, "Atlantic/Canary": "las_palmas tenerife gran_canaria",
    "Europe/Paris": "lyon lyons marseille marseilles toulouse nice nantes strasbourg montpellier bordeaux lille "
        "rennes cannes grenoble",
    "Europe/Brussels": "antwerp antwerpen ghent gent bruges brugge liege leuven charleroi",
    "Europe/Amsterdam": "rotterdam the_hague hague den_haag utrecht eindhoven groningen haarlem maastricht delft",
    "Europe/Berlin": _GERMANY,
    "Europe/Zurich": "geneva geneve genf basel bern berne lausanne lucerne luzern lugano winterthur st_gallen "
        "st._gallen zug",
    "Europe/Vienna": "graz linz salzburg innsbruck klagenfurt wien",
    "Europe/Rome": "milan milano naples napoli turin torino florence firenze venice venezia bologna genoa genova "
        "verona palermo bari catania roma trieste padua pisa",
    "Europe/Warsaw": "krakow cracow gdansk wroclaw poznan lodz katowice lublin szczecin warszawa",
    "Europe/Prague": "brno ostrava pilsen plzen praha", "Europe/Bratislava": "kosice",
    "Europe/Budapest": "debrecen szeged", "Europe/Copenhagen": "aarhus odense aalborg kobenhavn",
    "Europe/Stockholm": "gothenburg goteborg malmo uppsala", "Europe/Oslo": "bergen trondheim stavanger",
    "Europe/Helsinki": "espoo tampere turku oulu", "Europe/Athens": "thessaloniki patras heraklion",
    "Europe/Bucharest": "cluj cluj-napoca timisoara iasi constanta brasov", "Europe/Sofia": "plovdiv varna",
    "Europe/Zagreb": "split dubrovnik rijeka", "Europe/Belgrade": "novi_sad nis",
    "Europe/Kyiv": "lviv kharkiv odesa odessa dnipro",
    "Europe/Moscow": "st_petersburg st._petersburg saint_petersburg sochi kazan nizhny_novgorod",
    "Asia/Istanbul": "ankara izmir antalya bursa adana", "Asia/Nicosia": "limassol larnaca",
    "Asia/Jerusalem": "haifa eilat", "Asia/Riyadh": "jeddah mecca makkah medina dammam khobar",
    "Asia/Dubai": "abu_dhabi sharjah ajman", "Asia/Tehran": "isfahan mashhad shiraz",
    "Asia/Karachi": "lahore islamabad rawalpindi faisalabad hyderabad peshawar multan", "Asia/Kolkata": _INDIA,
    "Asia/Colombo": "kandy galle", "Asia/Dhaka": "chittagong chattogram sylhet", "Asia/Yangon": "mandalay",
    "Asia/Bangkok": "chiang_mai phuket pattaya", "Asia/Ho_Chi_Minh": "hanoi hcmc da_nang danang haiphong",
    "Asia/Kuala_Lumpur": "penang george_town johor_bahru ipoh kl",
    "Asia/Jakarta": "bandung surabaya medan yogyakarta semarang", "Asia/Makassar": "bali denpasar ubud",
    "Asia/Manila": "quezon_city cebu davao makati", "Asia/Shanghai": _CHINA, "Asia/Taipei": "kaohsiung taichung tainan",
    "Asia/Seoul": "busan incheon daegu daejeon",
    "Asia/Tokyo": "osaka kyoto yokohama nagoya sapporo fukuoka kobe hiroshima sendai",
    "Asia/Almaty": "astana nur-sultan shymkent", "Africa/Cairo": "alexandria giza luxor",
    "Africa/Casablanca": "marrakech marrakesh rabat fez tangier agadir", "Africa/Algiers": "oran",
    "Africa/Lagos": "abuja kano ibadan port_harcourt", "Africa/Accra": "kumasi", "Africa/Nairobi": "mombasa kisumu",
    "Africa/Dar_es_Salaam": "zanzibar arusha dodoma",
    "Africa/Johannesburg": "cape_town durban pretoria joburg port_elizabeth bloemfontein stellenbosch",
    "Australia/Sydney": "newcastle wollongong", "Australia/Brisbane": "gold_coast cairns sunshine_coast townsville",
    "Australia/Melbourne": "victoria geelong ballarat bendigo", "Australia/Perth": "fremantle",
    "Australia/Hobart": "launceston", "Australia/Darwin": "alice_springs",
    "Pacific/Auckland": "wellington christchurch dunedin hamilton queenstown tauranga", "Pacific/Fiji": "suva nadi",
    "Pacific/Norfolk": "norfolk", "Indian/Mahe": "victoria",
})

# ---------------------------------------------------------------- countries, and parts of them

COUNTRIES = _by_name({
    "Europe/London": "uk u.k. united_kingdom great_britain britain england scotland wales northern_ireland british",
    "Europe/Dublin": "ireland", "Europe/Lisbon": "portugal", "Europe/Madrid": "spain catalonia andalusia",
    "Europe/Paris": "france", "Europe/Brussels": "belgium", "Europe/Amsterdam": "netherlands holland",
    "Europe/Luxembourg": "luxembourg", "Europe/Berlin": "germany deutschland bavaria",
    "Europe/Zurich": "switzerland schweiz", "Europe/Vaduz": "liechtenstein",
    "Europe/Vienna": "austria osterreich oesterreich", "Europe/Rome": "italy italia sicily", "Europe/Malta": "malta",
    "Europe/Warsaw": "poland polska", "Europe/Prague": "czechia czech_republic", "Europe/Bratislava": "slovakia",
    "Europe/Budapest": "hungary", "Europe/Ljubljana": "slovenia", "Europe/Zagreb": "croatia",
    "Europe/Sarajevo": "bosnia bosnia_and_herzegovina", "Europe/Belgrade": "serbia", "Europe/Podgorica": "montenegro",
    "Europe/Skopje": "north_macedonia macedonia", "Europe/Tirane": "albania", "Europe/Athens": "greece",
    "Europe/Sofia": "bulgaria", "Europe/Bucharest": "romania", "Europe/Chisinau": "moldova", "Europe/Kyiv": "ukraine",
    "Europe/Minsk": "belarus", "Europe/Vilnius": "lithuania", "Europe/Riga": "latvia", "Europe/Tallinn": "estonia",
    "Europe/Helsinki": "finland", "Europe/Stockholm": "sweden", "Europe/Oslo": "norway", "Europe/Copenhagen": "denmark",
    "Atlantic/Reykjavik": "iceland", "Europe/Moscow": "russia", "Asia/Yekaterinburg": "russia",
    "Asia/Novosibirsk": "russia", "Asia/Vladivostok": "russia", "Asia/Istanbul": "turkey turkiye",
    "Asia/Nicosia": "cyprus", "Asia/Jerusalem": "israel", "Asia/Beirut": "lebanon", "Asia/Amman": "jordan",
    "Asia/Damascus": "syria", "Asia/Baghdad": "iraq", "Asia/Tehran": "iran", "Asia/Riyadh": "saudi_arabia saudi ksa",
    "Asia/Kuwait": "kuwait", "Asia/Bahrain": "bahrain", "Asia/Qatar": "qatar doha",
    "Asia/Dubai": "uae u.a.e. emirates united_arab_emirates", "Asia/Muscat": "oman", "Asia/Tbilisi": "georgia",
    "Asia/Yerevan": "armenia", "Asia/Baku": "azerbaijan", "Asia/Almaty": "kazakhstan", "Asia/Tashkent": "uzbekistan",
    "Asia/Kabul": "afghanistan", "Asia/Karachi": "pakistan", "Asia/Kolkata": "india indian", "Asia/Kathmandu": "nepal",
    "Asia/Colombo": "sri_lanka", "Asia/Dhaka": "bangladesh", "Asia/Yangon": "myanmar burma", "Asia/Bangkok": "thailand",
    "Asia/Vientiane": "laos", "Asia/Phnom_Penh": "cambodia", "Asia/Ho_Chi_Minh": "vietnam viet_nam",
    "Asia/Kuala_Lumpur": "malaysia", "Asia/Singapore": "singapore", "Asia/Jakarta": "indonesia java sumatra",
    "Asia/Makassar": "indonesia", "Asia/Jayapura": "indonesia", "Asia/Manila": "philippines", "Asia/Shanghai": "china",
    "Asia/Hong_Kong": "hongkong", "Asia/Taipei": "taiwan", "Asia/Seoul": "korea south_korea", "Asia/Tokyo": "japan",
    "Asia/Ulaanbaatar": "mongolia", "Africa/Cairo": "egypt", "Africa/Casablanca": "morocco",
    "Africa/Algiers": "algeria", "Africa/Tunis": "tunisia", "Africa/Tripoli": "libya", "Africa/Lagos": "nigeria",
    "Africa/Accra": "ghana", "Africa/Abidjan": "ivory_coast cote_d'ivoire", "Africa/Dakar": "senegal",
    "Africa/Nairobi": "kenya", "Africa/Addis_Ababa": "ethiopia", "Africa/Kampala": "uganda", "Africa/Kigali": "rwanda",
    "Africa/Dar_es_Salaam": "tanzania", "Africa/Johannesburg": "south_africa", "Africa/Windhoek": "namibia",
    "Africa/Gaborone": "botswana", "Africa/Harare": "zimbabwe", "Africa/Lusaka": "zambia",
    "Africa/Maputo": "mozambique", "Africa/Luanda": "angola", "Africa/Douala": "cameroon",
    "America/New_York": "usa u.s.a. us u.s. united_states america georgia new_york_state massachusetts "
        "pennsylvania new_jersey connecticut maryland virginia north_carolina south_carolina ohio maine vermont "
        "new_hampshire rhode_island delaware west_virginia florida",
    "America/Chicago": "usa u.s.a. us u.s. united_states america texas illinois wisconsin minnesota iowa missouri "
        "arkansas louisiana mississippi alabama oklahoma tennessee kansas nebraska",
    "America/Denver": "usa u.s.a. us u.s. united_states america colorado utah wyoming montana new_mexico idaho",
    "America/Phoenix": "arizona",
    "America/Los_Angeles": "usa u.s.a. us u.s. united_states america california oregon nevada washington_state",
    "America/Anchorage": "alaska", "Pacific/Honolulu": "hawaii", "America/Toronto": "canada ontario",
    "America/Winnipeg": "canada manitoba", "America/Edmonton": "canada alberta",
    "America/Vancouver": "canada british_columbia bc", "America/Halifax": "canada nova_scotia new_brunswick",
    "America/St_Johns": "newfoundland", "America/Regina": "saskatchewan", "America/Mexico_City": "mexico",
    "America/Cancun": "mexico", "America/Tijuana": "mexico", "America/Guatemala": "guatemala",
    "America/Costa_Rica": "costa_rica", "America/Panama": "panama", "America/Havana": "cuba",
    "America/Santo_Domingo": "dominican_republic", "America/Puerto_Rico": "puerto_rico", "America/Jamaica": "jamaica",
    "America/Bogota": "colombia", "America/Caracas": "venezuela", "America/Guayaquil": "ecuador",
    "America/Lima": "peru", "America/La_Paz": "bolivia", "America/Santiago": "chile",
    "America/Argentina/Buenos_Aires": "argentina", "America/Montevideo": "uruguay", "America/Asuncion": "paraguay",
    "America/Sao_Paulo": "brazil brasil", "America/Manaus": "brazil brasil", "America/Fortaleza": "brazil brasil",
    "Australia/Sydney": "australia new_south_wales nsw", "Australia/Brisbane": "australia queensland",
    "Australia/Adelaide": "australia south_australia", "Australia/Perth": "australia western_australia",
    "Australia/Hobart": "tasmania", "Australia/Darwin": "northern_territory", "Pacific/Auckland": "new_zealand nz",
})

# ---------------------------------------------------------------- abbreviations

ABBREVIATIONS = _by_name({
    "Europe/Berlin": "cet cest mez mesz met mest central_european ce",
    "Europe/Paris": "cet cest mez mesz met mest central_european ce",
    "Europe/Madrid": "cet cest met mest central_european ce", "Europe/Rome": "cet cest met mest central_european ce",
    "Europe/Warsaw": "cet cest met mest central_european ce", "Europe/Athens": "eet eest eastern_european",
    "Europe/Helsinki": "eet eest eastern_european", "Europe/Bucharest": "eet eest eastern_european",
    "Europe/Kyiv": "eet eest eastern_european",
    "Europe/London": "gmt bst gmt0 gmt+0 gmt-0 greenwich greenwich_mean wet",
    "Europe/Lisbon": "wet west_european western_european",
    "Africa/Accra": "gmt gmt0 gmt+0 gmt-0 greenwich greenwich_mean",
    "UTC": "gmt gmt0 gmt+0 gmt-0 greenwich greenwich_mean", "Asia/Dhaka": "bst", "Europe/Moscow": "msk w-su",
    "Asia/Istanbul": "trt", "Asia/Kolkata": "ist", "Europe/Dublin": "ist", "Asia/Jerusalem": "ist idt",
    "America/New_York": "et est edt est5edt eastern", "America/Toronto": "et est edt eastern", "America/Panama": "est",
    "America/Chicago": "ct cst cdt cst6cdt central", "America/Winnipeg": "ct central", "America/Mexico_City": "cst",
    "Asia/Shanghai": "cst", "America/Denver": "mt mst mdt mst7mdt mountain", "America/Phoenix": "mt mst mountain",
    "America/Los_Angeles": "pt pst pdt pst8pdt pacific", "America/Vancouver": "pt pdt pacific",
    "Asia/Manila": "pst pht phst", "America/Anchorage": "akst akdt akt", "Pacific/Honolulu": "hst hdt",
    "America/Halifax": "ast adt atlantic", "America/Puerto_Rico": "ast atlantic", "Asia/Riyadh": "ast",
    "America/St_Johns": "nst ndt", "America/Sao_Paulo": "brt brst", "America/Argentina/Buenos_Aires": "art",
    "America/Santiago": "clt clst", "America/Bogota": "cot", "America/Lima": "pet", "America/Caracas": "vet",
    "Asia/Dubai": "gst", "Asia/Tehran": "irst", "Asia/Karachi": "pkt", "Asia/Kathmandu": "npt", "Asia/Bangkok": "ict",
    "Asia/Ho_Chi_Minh": "ict", "Asia/Jakarta": "wib", "Asia/Makassar": "wita", "Asia/Jayapura": "wit",
    "Asia/Singapore": "sgt", "Asia/Kuala_Lumpur": "myt", "Asia/Hong_Kong": "hkt", "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst", "Australia/Sydney": "aest aedt aet australian_eastern",
    "Australia/Melbourne": "aest aedt aet australian_eastern", "Australia/Brisbane": "aest aet australian_eastern",
    "Australia/Adelaide": "acst acdt act", "Australia/Darwin": "acst act", "Australia/Perth": "awst",
    "Pacific/Auckland": "nzst nzdt nzt", "Africa/Johannesburg": "sast", "Africa/Nairobi": "eat", "Africa/Maputo": "cat",
    "Africa/Lagos": "wat",
})
# fmt: on

# Cities to choose from for an offset from Greenwich: the best known first.
WELL_KNOWN: Zones = (
    *("Europe/London", "Europe/Lisbon", "Africa/Accra", "Atlantic/Reykjavik"),
    *("Europe/Berlin", "Europe/Paris", "Africa/Lagos", "Africa/Algiers"),
    *("Europe/Athens", "Europe/Helsinki", "Africa/Johannesburg", "Africa/Cairo", "Asia/Jerusalem"),
    *("Europe/Moscow", "Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi", "Asia/Tehran"),
    *("Asia/Dubai", "Asia/Baku", "Asia/Kabul", "Asia/Karachi", "Asia/Tashkent", "Asia/Kolkata", "Asia/Colombo"),
    *("Asia/Kathmandu", "Asia/Dhaka", "Asia/Almaty", "Asia/Yangon", "Asia/Bangkok", "Asia/Jakarta"),
    *("Asia/Singapore", "Asia/Shanghai", "Australia/Perth", "Australia/Eucla", "Asia/Tokyo", "Asia/Seoul"),
    *("Australia/Adelaide", "Australia/Darwin", "Australia/Sydney", "Australia/Brisbane", "Pacific/Guam"),
    *("Pacific/Noumea", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Chatham", "Pacific/Tongatapu"),
    *("Pacific/Kiritimati", "America/New_York", "America/Toronto", "America/Bogota", "America/Lima"),
    *("America/Chicago", "America/Mexico_City", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Vancouver", "America/Anchorage", "Pacific/Honolulu", "Pacific/Marquesas", "Pacific/Pago_Pago"),
    *("America/Halifax", "America/Puerto_Rico", "America/Caracas", "America/Santiago", "America/St_Johns"),
    *("America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Noronha", "Atlantic/Azores"),
    *("Atlantic/Cape_Verde", "Europe/Madrid"),
)
