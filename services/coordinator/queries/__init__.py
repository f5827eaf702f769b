"""What is read, by whom: the team, the parties, the person. Every query starts from who is asking."""

from services.coordinator.queries.akt import (
    ROLE,
    AktReader,
    listed_akter,
    must_be_listed,
    read_by_reviewer,
    same_person,
    summary,
    visible_akt,
    visible_to,
)

__all__ = [
    "ROLE",
    "AktReader",
    "listed_akter",
    "must_be_listed",
    "read_by_reviewer",
    "same_person",
    "summary",
    "visible_akt",
    "visible_to",
]
