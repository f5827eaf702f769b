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
    """Fields 1, 2 and 26: what the service itself fills when an anmälan is sent."""

    dnr: str
    version: int
    anmalningsdatum: date
    samtycke: Signing


Texts = dict[str, dict[str, Any]]
"""Category → its JSON object."""

_IDENTITY = ("handlaggare", "individ", "kontakt", "stadsdel", "sprak", "anpassning")
_OWN = {"forsorjning": Category.FORSORJNING, "medicinskt_underlag": Category.HALSA, "planer": Category.PLANER}


def about_person(content: Content, sender: Recipient) -> Texts:
    """Return every category but `handlaggning` that the content fills; `identitet` always is."""
    written = content.to_json()
    texts: Texts = {
        Category.IDENTITET: {"part": sender.part, "enhet": sender.name}
        | {name: written[name] for name in _IDENTITY if name in written}
    }
    for name, category in _OWN.items():
        if name in written:
            texts[category] = {name: written[name]}
    for name, text in content.free_texts().items():
        if text.text and text.category:
            texts.setdefault(text.category, {}).setdefault("fritext", {})[name] = text.text
    return texts


def handling(registration: Registration, parties: tuple[str, ...] | None) -> dict[str, Any]:
    """Return category `handlaggning`. Field 24 is the team's to read: parties get it as None, left out."""
    values = {
        "dnr": registration.dnr,
        "version": registration.version,
        "anmalningsdatum": registration.anmalningsdatum.isoformat(),
        "parter": None if parties is None else list(parties),
        "samtycke": asdict(registration.samtycke),
    }
    return compact(values)


def fields_by_category(content: Content) -> dict[str, list[str]]:
    """Return which fields of the form put each category into this anmälan: a refusal names them."""
    written = content.to_json()
    named: dict[str, list[str]] = {
        Category.HANDLAGGNING: ["team"],
        Category.IDENTITET: [name for name in ("individ", "kontakt", "stadsdel", "sprak") if name in written],
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
