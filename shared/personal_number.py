"""Personnummer and samordningsnummer: what is accepted, and how it is written in one form."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from personnummer.personnummer import valid

_WRITTEN = re.compile(
    r"^(?P<century>\d{2})?(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<sep>[-+]?)(?P<last>\d{4})$"
)
_INTERIM = re.compile(r"^(\d{2})?\d{6}[-+]?[A-Za-z]\d{3}$")
_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{2})?\d{2}(?P<month>\d{2})(?P<day>\d{2})\s?(?P<sep>[-+]?)\s?(?P<last>\d{4}|[A-Z]\d{3})(?![\w])"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_COORDINATION = 60
"""A samordningsnummer has 60 added to its day (lag 2022:1697 2:8)."""
_NO_BIRTH_DATE = "Numret börjar inte med ett möjligt födelsedatum. Kontrollera numret siffra för siffra."


class NumberError(ValueError):
    """A number that cannot be accepted: a stable code and a Swedish sentence, never the number itself."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class NumberRules:
    """What is accepted today. `published` holds the only numbers that development accepts; None elsewhere."""

    today: date
    published: frozenset[str] | None = field(default=None, repr=False)


def published_numbers(file: Path) -> frozenset[str]:
    """Read a list of twelve-digit numbers, one a line; lines that begin with # are comments."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def parse_number(written: str, rules: NumberRules) -> str:
    """Return the number as twelve digits; raises :class:`NumberError`."""
    text = re.sub(r"\s", "", plain(written))
    if _INTERIM.match(text):
        raise NumberError(
            "interim_number",
            "Numret är ett tillfälligt nummer med bokstav. Vänta tills personen har fått ett personnummer eller "
            "samordningsnummer, och ta så länge kontakt per telefon.",
        )
    match = _WRITTEN.match(text)
    if match is None:
        raise NumberError(
            "not_a_number", "Skriv personnumret eller samordningsnumret med tolv siffror, ÅÅÅÅMMDDNNNN."
        )
    twelve = _century(match, rules.today) + match["year"] + match["month"] + match["day"] + match["last"]
    _check(twelve, rules)
    return twelve


def _century(match: re.Match[str], today: date) -> str:
    """Return the two digits that ten-digit numbers leave out; a plus sign means a hundred years or more."""
    if match["century"]:
        return match["century"]
    latest = today.year - 100 if match["sep"] == "+" else today.year
    return str(latest - (latest - int(match["year"])) % 100)[:2]


def _check(twelve: str, rules: NumberRules) -> None:
    if not luhn(twelve[2:]) or twelve[8:11] == "000":
        raise NumberError(
            "wrong_checksum", "Kontrollsiffran stämmer inte. Kontrollera numret siffra för siffra."
        )
    if int(twelve[6:8]) >= _COORDINATION:
        # Month 00, day 60 and days that no calendar has exist among real samordningsnummer.
        if int(twelve[4:6]) > 12 or int(twelve[6:8]) > _COORDINATION + 31:  # noqa: PLR2004 months and days
            raise NumberError("not_a_date", _NO_BIRTH_DATE)
    elif not valid(twelve):
        raise NumberError("not_a_date", _NO_BIRTH_DATE)
    if twelve[:4] > str(rules.today.year) or twelve[:8] > rules.today.strftime("%Y%m%d"):
        raise NumberError(
            "in_the_future", "Födelsedatumet ligger i framtiden. Skriv numret med tolv siffror."
        )
    if rules.published is not None and twelve not in rules.published:
        raise NumberError(
            "not_a_test_number",
            "Den här miljön är till för prov: använd ett av Skatteverkets publicerade testnummer, aldrig ett verkligt.",
        )


def age_on(twelve: str | None, today: date) -> int | None:
    """Return the age of the person whose number it is; None when the number does not tell (a samordningsnummer may not)."""
    if twelve is None or not re.fullmatch(r"\d{12}", twelve):
        return None
    day = int(twelve[6:8])
    try:
        born = date(int(twelve[:4]), int(twelve[4:6]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def luhn(ten: str) -> bool:
    """Tell whether the check digit of a ten-digit number is right (weights 2, 1, 2, 1 …)."""
    total = 0
    for place, digit in enumerate(ten):
        product = int(digit) * (2 - place % 2)
        total += product - 9 if product > 9 else product  # noqa: PLR2004 the two digits added
    return total % 10 == 0


def plain(text: str) -> str:
    """Return a text with one form of each digit and dash, and nothing invisible."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_DASHES)


def holds_number(text: str) -> bool:
    """Tell whether a text has something that looks like a person's number in it.

    A plausible birth date, and then a separator, twelve digits in a row, a letter or a right check digit. Other
    digits in a row, or with a space between them, are taken for a telephone number or for a day and an hour.
    """
    return any(_looks_like_one(match) for match in _IN_TEXT.finditer(plain(text)))


def _looks_like_one(match: re.Match[str]) -> bool:
    month, day = int(match["month"]), int(match["day"])
    born = month <= 12 and (1 <= day <= 31 or _COORDINATION <= day <= _COORDINATION + 31)  # noqa: PLR2004 a date
    written = match.group()
    if not born:
        return False
    if match["sep"] or (written.isdigit() and len(written) == 12) or not match["last"].isdigit():  # noqa: PLR2004
        return True
    return luhn(re.sub(r"\D", "", written)[-10:])
