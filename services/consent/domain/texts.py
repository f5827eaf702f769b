"""A version of the samtyckestext: what is signed is exactly these bytes."""

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class ConsentText:
    """One text version in one language. A version is never changed: another wording is another id."""

    id: str
    locale: str
    raw: bytes

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


class ConsentTexts:
    """Every version that was ever in use; the last one in a language is the current one."""

    def __init__(self, versions: tuple[ConsentText, ...]) -> None:
        self._by_id = {version.id: version for version in versions}
        self._current = {version.locale: version for version in versions}

    def find(self, text_id: str) -> ConsentText | None:
        """Return the version, or None when there is none with that id."""
        return self._by_id.get(text_id)

    def current(self, locale: str) -> ConsentText | None:
        """Return the version to sign today in that language, or None when the language is not offered."""
        return self._current.get(locale)
