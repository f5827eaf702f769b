"""The HTTP routes of the coordinator service."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.coordinator.http.akter import akter_routes
from services.coordinator.http.case_letters import case_letter_routes
from services.coordinator.http.decisions import decision_routes
from services.coordinator.http.delmal import delmal_routes, koordinator_delmal_routes, my_delmal_routes
from services.coordinator.http.desk import Desk
from services.coordinator.http.ends import end_routes
from services.coordinator.http.envelopes import envelope_routes
from services.coordinator.http.letters import letter_routes, my_letter_routes
from services.coordinator.http.meeting_answers import meeting_answer_routes, person_answer_routes
from services.coordinator.http.meeting_reads import meeting_read_routes
from services.coordinator.http.meetings import meeting_outcome_routes, meeting_routes
from services.coordinator.http.my_cases import my_case_routes
from services.coordinator.http.paper_answers import paper_answer_routes
from services.coordinator.http.paper_reads import paper_read_routes, paper_scan_routes
from services.coordinator.http.papers import paper_routes, paper_way_routes
from services.coordinator.http.person import person_routes
from services.coordinator.http.plan_reads import my_plan_routes, plan_reads, smarta_routes
from services.coordinator.http.plans import plan_routes
from services.coordinator.http.questions import question_routes
from services.coordinator.http.same_person import same_person_routes
from services.coordinator.http.stops import stop_routes
from services.coordinator.http.team_reads import team_read_routes
from services.coordinator.http.unit_ends import unit_end_routes


def routes(desk: Desk, forwarder: Sequence[str]) -> APIRouter:
    """Return every route, under ``/v1``. `forwarder`: the address of the postförmedling."""
    router = APIRouter(prefix="/v1")
    router.include_router(akter_routes(desk))
    router.include_router(decision_routes(desk))
    router.include_router(person_routes(desk))
    router.include_router(letter_routes(desk))
    router.include_router(my_letter_routes(desk))
    router.include_router(meeting_routes(desk))
    router.include_router(meeting_outcome_routes(desk))
    router.include_router(meeting_read_routes(desk))
    router.include_router(meeting_answer_routes(desk))
    router.include_router(person_answer_routes(desk))
    router.include_router(plan_routes(desk))
    router.include_router(plan_reads(desk))
    router.include_router(my_plan_routes(desk))
    router.include_router(smarta_routes())
    router.include_router(delmal_routes(desk))
    router.include_router(my_delmal_routes(desk))
    router.include_router(koordinator_delmal_routes(desk))
    router.include_router(question_routes(desk))
    router.include_router(end_routes(desk))
    router.include_router(stop_routes(desk))
    router.include_router(my_case_routes(desk))
    router.include_router(case_letter_routes(desk))
    router.include_router(unit_end_routes(desk))
    router.include_router(team_read_routes(desk))
    router.include_router(envelope_routes(desk, forwarder))
    router.include_router(paper_routes(desk))
    router.include_router(paper_way_routes(desk))
    router.include_router(paper_answer_routes(desk))
    router.include_router(paper_read_routes(desk))
    router.include_router(paper_scan_routes(desk))
    router.include_router(same_person_routes(desk))
    return router


__all__ = ["Desk", "routes"]
