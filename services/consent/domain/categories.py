"""The data categories that a samtycke ticks and that a section of a document carries."""

from typing import Final

CORE: Final = ("identitet", "handlaggning")
"""In every row set: without them nobody can be reached, and no receipt can be given."""

CATEGORIES: Final = (
    *CORE,
    "forsorjning",
    "sysselsattning",
    "halsa",
    "arbetsformaga",
    "sociala",
    "planer",
    "mote",
    "plan",
    "planoversikt",
    "uppfoljning",
)
