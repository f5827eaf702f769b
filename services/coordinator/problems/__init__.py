"""How each refusal is told to people: status, title, and what to do instead."""

from services.coordinator.problems.akt import AKT
from shared.problem import Problem, Refusal

PROBLEMS: dict[type[Refusal], Problem] = {**AKT}
