"""An evidence bundle: one file, a signed note of two lines, whose second is JSON.

It carries what is needed to judge it: the log's keys, a checkpoint, earlier ones with the proof that the log only grew,
and leaves. A bundle of the whole log (scope `logg`) holds each leaf, as bytes or as its hash, and needs no proof that
they are in it; in any other each leaf brings its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from finsam_verify.checkpoint import KeyLink
from finsam_verify.encoding import Malformed, from_base64, from_moment, to_base64, to_moment
from finsam_verify.leaf import Opening
from finsam_verify.merkle import HASH_BYTES
from finsam_verify.note import LogKey, Note

FORM: Final = "finsamteam/bevisbunt/1"
SCOPES: Final = ("person", "enhet", "logg")
"""Whose leaves: a person's own, a unit's own, or the whole log."""
_KEY_BYTES: Final = 32
_MAY_BE_EMPTY: Final = frozenset({"case_id", "alias", "row_id"})


@dataclass(frozen=True, slots=True)
class BundleLeaf:
    """A leaf in its place: its bytes, or only its hash. `path`: the proof that it is in the log.

    `about` says what was disclosed. With a case id, and the log key of that case in the bundle, it is proved; else it
    is what the log's keeper says.
    """

    number: int
    body: bytes | None = None
    hash: bytes | None = None
    path: Sequence[bytes] | None = None
    about: Opening | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier checkpoint, and the proof that the log has only grown since."""

    note: str
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says. `cases`: case id → log key, which opens the leaves of that case."""

    origin: str
    made_at: datetime
    scope: str
    unit: str | None
    purpose: str
    keys: Sequence[KeyLink]
    checkpoint: str
    earlier: Sequence[Earlier] = ()
    cases: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    leaves: Sequence[BundleLeaf] = ()

    @property
    def text(self) -> str:
        """Return what is signed."""
        told = {
            "origin": self.origin,
            "made_at": to_moment(self.made_at),
            "scope": self.scope,
            "unit": self.unit,
            "purpose": self.purpose,
            "keys": [_link_told(link) for link in self.keys],
            "checkpoint": self.checkpoint,
            "earlier": [{"note": each.note, "path": _hashes_told(each.path)} for each in self.earlier],
            "cases": {case_id: to_base64(key) for case_id, key in self.cases.items()},
            "leaves": [_leaf_told(leaf) for leaf in self.leaves],
        }
        return f"{FORM}\n{_json(told)}\n"

    @classmethod
    def from_text(cls, text: str) -> "Bundle":
        """Read what was signed; raises Malformed for anything that `text` would not have written."""
        form, _, rest = text.partition("\n")
        if form != FORM:
            raise Malformed("form")
        try:
            bundle = _read(json.loads(rest))
        except (KeyError, TypeError, AttributeError, RecursionError, json.JSONDecodeError):
            raise Malformed("bundle") from None
        if bundle.scope not in SCOPES or bundle.text != text:
            raise Malformed("bundle")
        return bundle


def _read(told: dict[str, Any]) -> Bundle:
    return Bundle(
        origin=_text(told["origin"]),
        made_at=from_moment(_text(told["made_at"])),
        scope=_text(told["scope"]),
        unit=None if told["unit"] is None else _text(told["unit"]),
        purpose=_text(told["purpose"]),
        keys=[_link(each) for each in told["keys"]],
        checkpoint=_text(told["checkpoint"]),
        earlier=[Earlier(_text(each["note"]), _hashes(each["path"])) for each in told["earlier"]],
        cases={case_id: _bytes(key, _KEY_BYTES) for case_id, key in told["cases"].items()},
        leaves=[_leaf(each) for each in told["leaves"]],
    )


def _link_told(link: KeyLink) -> dict[str, Any]:
    return {
        "key": link.key.line,
        "from_size": link.from_size,
        "turn": link.turn.write() if link.turn else None,
    }


def _link(told: dict[str, Any]) -> KeyLink:
    turn = told["turn"]
    return KeyLink(
        LogKey.from_line(told["key"]), _number(told["from_size"]), None if turn is None else Note.read(turn)
    )


def _leaf_told(leaf: BundleLeaf) -> dict[str, Any]:
    told: dict[str, Any] = {"number": leaf.number}
    if leaf.body is not None:
        told["body"] = to_base64(leaf.body)
    if leaf.hash is not None:
        told["hash"] = to_base64(leaf.hash)
    if leaf.path is not None:
        told["path"] = _hashes_told(leaf.path)
    if leaf.about is not None:
        told["about"] = {name: getattr(leaf.about, name) for name in Opening.__slots__}
    return told


def _leaf(told: dict[str, Any]) -> BundleLeaf:
    body, hash_, path, about = (told.get(name) for name in ("body", "hash", "path", "about"))
    if (body is None) is (hash_ is None):
        raise Malformed("leaf")
    return BundleLeaf(
        _number(told["number"]),
        None if body is None else from_base64(body),
        None if hash_ is None else _bytes(hash_, HASH_BYTES),
        None if path is None else _hashes(path),
        None if about is None else _about(about),
    )


def _about(told: dict[str, Any]) -> Opening:
    about = Opening(**told)
    if not all(
        isinstance(getattr(about, name), int if name == "index" else str)
        or (name in _MAY_BE_EMPTY and getattr(about, name) is None)
        for name in Opening.__slots__
    ):
        raise Malformed("about")
    return about


def _hashes_told(hashes: Sequence[bytes]) -> list[str]:
    return [to_base64(each) for each in hashes]


def _hashes(told: list[str]) -> list[bytes]:
    return [_bytes(each, HASH_BYTES) for each in told]


def _bytes(told: str, length: int) -> bytes:
    found = from_base64(told)
    if len(found) != length:
        raise Malformed("length")
    return found


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise Malformed("text")
    return told


def _number(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise Malformed("number")
    return told


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
