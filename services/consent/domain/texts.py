"""A version of the samtyckestext: what is signed is exactly these bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class ConsentText:
    """One text version in one language. A version is never changed: another wording is another id.

    `locale` is a language, perhaps with a variant: `sv`, `en`, `sv-lattlast` (easy-to-read Swedish). The text is in
    force, for a paper signed on a day, from `in_force_from` until the day before `replaced_on` (Stockholm's calendar).
    """

    id: str
    locale: str
    raw: bytes
    in_force_from: date = date.min
    replaced_on: date | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the exact bytes, in hex."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def body(self) -> str:
        """The exact text that the person reads."""
        return self.raw.decode()

    @property
    def title(self) -> str:
        """The text's first line, without its heading mark."""
        return self.body.partition("\n")[0].removeprefix("#").strip()

    @property
    def language(self) -> str:
        """The language alone: `sv` for easy-to-read Swedish too."""
        return self.locale.partition("-")[0]

    @property
    def variant(self) -> str | None:
        """The variant of the language, `lattlast`, or None for the ordinary wording."""
        return self.locale.partition("-")[2] or None

    def is_in_force(self, day: date) -> bool:
        """Whether a paper can be signed with this text on that day."""
        return self.in_force_from <= day and (self.replaced_on is None or day < self.replaced_on)


class ConsentTexts:
    """Every version that was ever in use; the last one in a language is the current one."""

    def __init__(self, versions: tuple[ConsentText, ...]) -> None:
        self._by_id = {version.id: version for version in versions}
        self._current = {version.locale: version for version in versions}
        self.versions: Sequence[ConsentText] = versions

    def find(self, text_id: str) -> ConsentText | None:
        """Return the version, or None when there is none with that id."""
        return self._by_id.get(text_id)

    def current(self, locale: str) -> ConsentText | None:
        """Return the version to sign today in that language, or None when the language is not offered."""
        return self._current.get(locale)
