"""Skatteverket's published test numbers, as the development environment reads them."""

from pathlib import Path

from shared.personal_number import published_numbers

FILE = Path(__file__).resolve().parents[2] / "deploy" / "reference" / "testnumbers.txt"
PUBLISHED = published_numbers(FILE)
