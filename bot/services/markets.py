"""CSP markets as data: the countries in which a partner of a given country may sell."""

from collections.abc import Mapping
from enum import StrEnum


class Market(StrEnum):
    """Microsoft's sales regions; a partner reaches only the customers of its own (docs/domain.md#invitations)."""

    AFRICA = "africa"
    ASIA_PACIFIC = "asia-pacific"
    AUSTRALIA = "australia"
    BRAZIL = "brazil"
    CANADA = "canada"
    CHINA = "china"
    EUROPE = "europe"
    INDIA = "india"
    JAPAN = "japan"
    KOREA = "korea"
    LATIN_AMERICA = "latin-america"
    MIDDLE_EAST = "middle-east"
    NEW_ZEALAND = "new-zealand"
    TAIWAN = "taiwan"
    UNITED_STATES = "united-states"


# Source: kvamseek/partner-center, regional authorization overview, ms.date 2023-08-17. The page names
# countries; codes are ISO 3166-1 alpha-2 (Kosovo: XK). Countries it does not name (Russia among them) are unknown.
COUNTRIES: Mapping[Market, str] = {
    Market.AFRICA: "AO BJ BW BF BI CM CV CF TD KM CG CD CI DJ GQ ER ET PF GA GM GH GN GW KE LR MG MW ML MU YT NA NC "
    "NE NG RE RW ST SN SC SL SO SS SH TZ TG UG ZM",
    Market.ASIA_PACIFIC: "BD BT BN KH HK ID LA MO MY MV MM NP PH SG LK TH TL VN",
    Market.AUSTRALIA: "AU CX CC CK FJ TF HM KI MH FM NR NU NF PW PG PN SB TK TO TV WF",
    Market.BRAZIL: "BR",
    Market.CANADA: "CA PM",
    Market.CHINA: "CN",
    Market.EUROPE: "AX AD AT BE BV BG HR CY CZ DK EE FO FI FR DE GI GR GL GG HU IS IE IM IT JE LV LI LT LU MT MC NL "
    "NO PL PT RO SM SK SI ES SJ SE CH GB VA",
    Market.INDIA: "IN",
    Market.JAPAN: "JP",
    Market.KOREA: "KR",
    Market.LATIN_AMERICA: "AI AQ AG AR AW BS BB BZ BM BO BQ VG KY CL CO CR CW DM DO EC SV FK GF GD GP GT GY HT HN JM "
    "MQ MX MS NI PA PY PE PR BL KN LC MF VC SX GS SR TT TC UY VE VI",
    Market.MIDDLE_EAST: "AF AL DZ AM AZ BH BA IO EG GE IQ IL JO KZ XK KW KG LB LS LY MR MD MN ME MA MZ MK OM PK PS QA "
    "SA RS ZA SZ TJ TN TR TM UA AE UZ YE ZW",
    Market.NEW_ZEALAND: "NZ WS VU",
    Market.TAIWAN: "TW",
    Market.UNITED_STATES: "AS GU MP US UM",
}
# Codes that people write although ISO has others.
ALIASES = {"UK": "GB", "EL": "GR"}
_MARKET_OF = {code: market for market, codes in COUNTRIES.items() for code in codes.split()}


def country_code(country: str | None) -> str | None:
    """Return the upper-case ISO 3166 alpha-2 code of a directory's entry, or None if that is empty."""
    code = (country or "").strip().upper()
    return ALIASES.get(code, code) or None


def market_of(country: str | None) -> Market | None:
    """Return the market of a country, or None if the country is missing or Microsoft's table does not name it."""
    return _MARKET_OF.get(country_code(country) or "")


def same_region(a: str | None, b: str | None) -> bool | None:
    """Tell if two countries are in one market; return None if only Microsoft could tell.

    The same country is always its own market, named in the table or not.
    """
    first, second = country_code(a), country_code(b)
    if first is None or second is None:
        return None
    if first == second:
        return True
    market, other = market_of(first), market_of(second)
    return None if market is None or other is None else market == other
