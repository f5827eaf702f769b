"""Letters as they are frozen, and as they are laid out on the sheet that is set as PDF and as text."""

from services.coordinator.letters.codec import letter_from_json, letter_to_json
from services.coordinator.letters.sheet import sheet_of

__all__ = ["letter_from_json", "letter_to_json", "sheet_of"]
