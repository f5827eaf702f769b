"""How each refusal is told to people: status, title, and what to do instead."""

from services.coordinator.problems.akt import AKT
from services.coordinator.problems.letters import LETTERS
from services.coordinator.problems.meetings import MEETINGS
from services.coordinator.problems.papers import PAPERS
from services.coordinator.problems.plans import PLANS
from shared.problem import Problem, Refusal

PROBLEMS: dict[type[Refusal], Problem] = {**AKT, **LETTERS, **MEETINGS, **PLANS, **PAPERS}
