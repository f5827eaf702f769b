"""What a process of a service does. One process does everything; several may share it out, and each role may be doubled.

Every role is safe beside another of its kind: one relay works at a time, a consumer group shares its partitions out,
workers take different rows, and what the service's own tasks do is done once, whoever is first.
"""

from typing import Final

HTTP: Final = "http"
"""Answers callers."""
RELAY: Final = "relay"
"""Carries the outbox to the broker."""
READER: Final = "reader"
"""Stores what comes on the topics."""
WORKER: Final = "worker"
"""Acts on what is stored."""
TASKS: Final = "tasks"
"""The service's own clocks and sweeps."""
ROLES: Final = (HTTP, RELAY, READER, WORKER, TASKS)


class UnknownRole(ValueError):
    """The environment names a role that is none, or no role at all."""


def roles_of(told: str) -> frozenset[str]:
    """Return the roles that a setting names, separated by blanks; raises UnknownRole."""
    roles = frozenset(told.split())
    if not roles or not roles <= set(ROLES):
        raise UnknownRole(f"the roles of a process are some of: {' '.join(ROLES)}")
    return roles
