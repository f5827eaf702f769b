"""What an anmälan says: the fields that its sender fills, numbered as in the form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Handlaggare:
    """Field 5. The function's address is what the team writes to: staff change, a function stays."""

    namn: str | None = None
    funktion: str | None = None
    telefon: str | None = None
    epost: str | None = None
    funktionsadress: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Individ:
    """Field 6. `personnummer` is twelve digits; it comes from the dialogue and never changes."""

    namn: str | None = None
    personnummer: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Kontakt:
    """Field 7: how she is reached, and how she prefers it."""

    adress: str | None = None
    postnummer: str | None = None
    postort: str | None = None
    telefon: str | None = None
    epost: str | None = None
    kanal: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sprak:
    """Field 10: language (ISO 639) and whether an interpreter is needed (FL 13 §)."""

    sprak: str | None = None
    tolk: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Underlag:
    """Field 17: where the medicinskt underlag is, its period and extent in percent. Never a diagnosis."""

    lage: str | None = None
    period_fran: str | None = None
    period_till: str | None = None
    omfattning_procent: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """Field 19: one plan that exists already."""

    typ: str | None = None
    innehavare: str | None = None
    datum: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class FreeText:
    """A free text and the category that its sender chose for it; there is no default."""

    text: str | None = None
    category: str | None = None


_SHAPES: dict[str, type[Any]] = {
    "handlaggare": Handlaggare,
    "individ": Individ,
    "kontakt": Kontakt,
    "sprak": Sprak,
    "medicinskt_underlag": Underlag,
    "fragestallning": FreeText,
    "onskat_anmalare": FreeText,
    "onskat_individ": FreeText,
}


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """The fields of an anmälan as written, whole or not. Its repr shows nothing: it is all about a person."""

    team: str | None = None
    parter: tuple[str, ...] = ()
    handlaggare: Handlaggare = Handlaggare()
    individ: Individ = Individ()
    kontakt: Kontakt | None = None
    stadsdel: str | None = None
    sprak: Sprak | None = None
    anpassning: str | None = None
    forsorjning: tuple[str, ...] = ()
    medicinskt_underlag: Underlag | None = None
    planer: tuple[Plan, ...] = ()
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
        """Return the content without fields 7 and 9."""
        return replace(self, kontakt=None, stadsdel=None)

    def free_texts(self) -> dict[str, FreeText]:
        """Return the free texts that are written, by field name."""
        named = {
            "fragestallning": self.fragestallning,
            "onskat_anmalare": self.onskat_anmalare,
            "onskat_individ": self.onskat_individ,
        }
        return {name: text for name, text in named.items() if text is not None}

    def to_json(self) -> dict[str, Any]:
        """Return the filled fields as JSON."""
        return {name: filled for name, value in asdict(self).items() if (filled := compact(value))}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Content":
        """Read what :meth:`to_json` wrote."""
        return cls().changed({name: values[name] for name in NAMES if name in values})


NAMES = tuple(field.name for field in fields(Content))


def _shaped(name: str, value: Any) -> Any:
    if name == "planer":
        return tuple(Plan(**plan) for plan in value or ())
    if name in ("parter", "forsorjning"):
        return tuple(value or ())
    if name in ("handlaggare", "individ"):
        return _SHAPES[name](**(value or {}))
    if value is None or not compact(value):
        return None
    return _SHAPES[name](**value) if name in _SHAPES else value


def compact(value: Any) -> Any:
    """Return a value without its empty parts; a number and False are values."""
    if isinstance(value, dict):
        return {key: kept for key, part in value.items() if not _empty(kept := compact(part))}
    if isinstance(value, list | tuple):
        return [compact(part) for part in value]
    return value


def _empty(value: Any) -> bool:
    return value is None or value in ("", {}, [])
