"""What an anmälan says: the fields that its sender fills, numbered as in the form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from services.referral.domain.shapes import (
    Arbetsformaga,
    Ersattare,
    Foretradare,
    FreeText,
    Handlaggare,
    Individ,
    Insats,
    Inskrivning,
    Kontakt,
    Kontaktperson,
    Plan,
    Sgi,
    Sprak,
    Sysselsattning,
    Tidskritiskt,
    Underlag,
    Underskrift,
)

FREE_TEXTS = ("arbetsformaga_skal", "fragestallning", "onskat_anmalare", "onskat_individ")
"""Fields 18, 22 and 23: each free text stands in the category that its sender chose."""

_ALWAYS: dict[str, type[Any]] = {"handlaggare": Handlaggare, "individ": Individ}
_SHAPES: dict[str, type[Any]] = {
    "ersattare": Ersattare,
    "kontakt": Kontakt,
    "sprak": Sprak,
    "sgi": Sgi,
    "sysselsattning": Sysselsattning,
    "arbetsformedlingen": Inskrivning,
    "medicinskt_underlag": Underlag,
    "arbetsformaga": Arbetsformaga,
    "tidskritiskt": Tidskritiskt,
    "individens_underskrift": Underskrift,
    **dict.fromkeys(FREE_TEXTS, FreeText),
}
_LISTS: dict[str, type[Any]] = {
    "foretradare": Foretradare,
    "planer": Plan,
    "kontakter": Kontaktperson,
    "insatser": Insats,
}
_CODES = frozenset({"parter", "forsorjning", "anpassningar"})
_LEADS_TO_HER = {"foretradare": ("telefon", "epost"), "kontakter": ("enhet", "telefon", "epost")}
"""What of others says where she is: whom she lives with, which unit she visits."""


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """The fields of an anmälan as written, whole or not. Its repr shows nothing: it is all about a person.

    What was written before a field existed reads as if the field were empty.
    """

    team: str | None = None
    parter: tuple[str, ...] = ()
    tidskritiskt: Tidskritiskt | None = None
    individens_underskrift: Underskrift | None = None
    handlaggare: Handlaggare = field(default_factory=Handlaggare)
    ersattare: Ersattare | None = None
    individ: Individ = field(default_factory=Individ)
    kontakt: Kontakt | None = None
    stadsdel: str | None = None
    sprak: Sprak | None = None
    anpassningar: tuple[str, ...] = ()
    anpassning: str | None = None
    foretradare: tuple[Foretradare, ...] = ()
    forsorjning: tuple[str, ...] = ()
    sgi: Sgi | None = None
    sysselsattning: Sysselsattning | None = None
    arbetsformedlingen: Inskrivning | None = None
    utbildning: str | None = None
    medicinskt_underlag: Underlag | None = None
    arbetsformaga: Arbetsformaga | None = None
    arbetsformaga_skal: FreeText | None = None
    planer: tuple[Plan, ...] = ()
    kontakter: tuple[Kontaktperson, ...] = ()
    insatser: tuple[Insats, ...] = ()
    fragestallning: FreeText | None = None
    onskat_anmalare: FreeText | None = None
    onskat_individ: FreeText | None = None

    def changed(self, values: Mapping[str, Any]) -> "Content":
        """Return the content with the named fields replaced whole; None empties a field.

        The person's number stays unless another is given: then the rules say what they think of it.
        """
        after = replace(self, **{name: _shaped(name, value) for name, value in values.items()})
        if after.individ.personnummer is not None:
            return after
        return replace(after, individ=replace(after.individ, personnummer=self.individ.personnummer))

    def without_address(self) -> "Content":
        """Return the content without fields 7 and 9, and without what others' contact details say of where she is."""
        hidden = {
            name: tuple(replace(one, **dict.fromkeys(parts)) for one in getattr(self, name))
            for name, parts in _LEADS_TO_HER.items()
        }
        return replace(self, kontakt=None, stadsdel=None, **hidden)

    def free_texts(self) -> dict[str, FreeText]:
        """Return the free texts that are written, by field name."""
        named = {name: getattr(self, name) for name in FREE_TEXTS}
        return {name: text for name, text in named.items() if text is not None}

    def to_json(self) -> dict[str, Any]:
        """Return the filled fields as JSON."""
        return {name: filled for name, value in asdict(self).items() if (filled := compact(value))}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Content":
        """Read what :meth:`to_json` wrote."""
        return cls().changed({name: values[name] for name in NAMES if name in values})


NAMES = tuple(each.name for each in fields(Content))


def _shaped(name: str, value: Any) -> Any:
    if name in _LISTS:
        return tuple(_one(_LISTS[name], each) for each in value or ())
    if name in _CODES:
        return tuple(value or ())
    if name in _ALWAYS:
        return _ALWAYS[name](**(value or {}))
    if value is None or not compact(value):
        return None
    return _SHAPES[name](**value) if name in _SHAPES else value


def _one(shape: type[Any], value: Mapping[str, Any]) -> Any:
    """Shape one of a list; a list within it becomes a tuple, so that what is written anew compares equal."""
    return shape(**{key: tuple(part) if isinstance(part, list) else part for key, part in value.items()})


def compact(value: Any) -> Any:
    """Return a value without its empty parts; a number and False are values."""
    if isinstance(value, dict):
        return {key: kept for key, part in value.items() if not _empty(kept := compact(part))}
    if isinstance(value, list | tuple):
        return [compact(part) for part in value]
    return value


def _empty(value: Any) -> bool:
    return value is None or value in ("", {}, [])
