"""An anmälan as sections: one JSON object per data category, with the fields that belong to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.referral.domain.codes import Category
from services.referral.domain.content import Content, compact
from services.referral.domain.recipients import Recipient
from shared.events import Section


@dataclass(frozen=True, slots=True)
class Signing:
    """Field 26: the signing that covers the anmälan, and the exact text that was signed."""

    signing_id: str
    text_id: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Registration:
    """Fields 1, 2, 26 and the sender's own part of 27: what the service itself fills when an anmälan is sent."""

    dnr: str
    version: int
    anmalningsdatum: date
    samtycke: Signing
    undertecknad_av: str | None = None
    """Field 27: the function of who sent it. Older ones do not say."""


Texts = dict[str, dict[str, Any]]
"""Category → its JSON object."""

_IDENTITY = (
    "handlaggare",
    "ersattare",
    "individ",
    "kontakt",
    "stadsdel",
    "sprak",
    "anpassningar",
    "anpassning",
    "foretradare",
)
_OWN = {
    "forsorjning": Category.FORSORJNING,
    "sgi": Category.FORSORJNING,
    "sysselsattning": Category.SYSSELSATTNING,
    "arbetsformedlingen": Category.SYSSELSATTNING,
    "utbildning": Category.SYSSELSATTNING,
    "medicinskt_underlag": Category.HALSA,
    "arbetsformaga": Category.ARBETSFORMAGA,
    "planer": Category.PLANER,
    "kontakter": Category.PLANER,
    "insatser": Category.PLANER,
}
"""Field → its data category."""
_HANDLING = ("tidskritiskt", "individens_underskrift")


def about_person(content: Content, sender: Recipient) -> Texts:
    """Return every category but `handlaggning` that the content fills; `identitet` always is."""
    written = content.to_json()
    identity = {"part": sender.part, "enhet": sender.name, "hsa_id": sender.hsa_id}
    texts: Texts = {
        Category.IDENTITET: compact(identity) | {name: written[name] for name in _IDENTITY if name in written}
    }
    for name, category in _OWN.items():
        if name in written:
            texts.setdefault(category, {})[name] = written[name]
    for name, text in content.free_texts().items():
        if text.text and text.category:
            texts.setdefault(text.category, {}).setdefault("fritext", {})[name] = text.text
    return texts


def handling(registration: Registration, content: Content, *, for_team: bool) -> dict[str, Any]:
    """Return category `handlaggning`. Fields 24 and 25 are the team's alone to read: parties get them left out."""
    signed = content.individens_underskrift
    sent = {"funktion": registration.undertecknad_av, "datum": registration.anmalningsdatum.isoformat()}
    values = {
        "dnr": registration.dnr,
        "version": registration.version,
        "anmalningsdatum": registration.anmalningsdatum.isoformat(),
        "parter": list(content.parter) if for_team else None,
        "tidskritiskt": asdict(content.tidskritiskt) if for_team and content.tidskritiskt else None,
        "samtycke": asdict(registration.samtycke),
        "anmalarens_underskrift": sent,
        "individens_underskrift": asdict(signed) if signed else None,
    }
    return compact(values)


def handling_changed(before: Content, after: Content) -> tuple[bool, bool]:
    """Tell what a change alters in `handlaggning`: what all who have the text read, and what only the team does."""
    return (
        before.individens_underskrift != after.individens_underskrift,
        before.tidskritiskt != after.tidskritiskt,
    )


def emptied(after: Content, *, for_all: bool, for_team: bool) -> dict[str, Any]:
    """Say what a change has emptied in `handlaggning`: there each document adds to the last, and silence changes nothing."""
    signature = {"individens_underskrift": {}} if for_all and after.individens_underskrift is None else {}
    event = {"tidskritiskt": {}} if for_team and after.tidskritiskt is None else {}
    return {**signature, **event}


def fields_by_category(content: Content) -> dict[str, list[str]]:
    """Return which fields of the form put each category into this anmälan: a refusal names them."""
    written = content.to_json()
    named: dict[str, list[str]] = {
        Category.HANDLAGGNING: ["team", *(name for name in _HANDLING if name in written)],
        Category.IDENTITET: [name for name in _IDENTITY[2:] if name in written],
    }
    for name, category in _OWN.items():
        if name in written:
            named.setdefault(category, []).append(name)
    for name, text in content.free_texts().items():
        if text.text and text.category:
            named.setdefault(text.category, []).append(name)
    return named


def changed_categories(before: Texts, after: Texts) -> tuple[str, ...]:
    """Return the categories whose fields differ, also those that were emptied, in the form's order."""
    return tuple(c for c in Category if before.get(c) != after.get(c))


def sections(
    texts: Mapping[str, dict[str, Any]], source: str, only: tuple[str, ...] | None = None
) -> tuple[Section, ...]:
    """Return sections in the form's order; an emptied category is sent as an empty object."""
    wanted = tuple(c for c in Category if c in texts) if only is None else only
    return tuple(Section(str(category), source, texts.get(category, {})) for category in wanted)
