"""The HTTP routes of the referral service, all under ``/v1``."""

from fastapi import APIRouter

from services.referral.http import (
    codes,
    dialogues,
    drafts,
    functions,
    guidance,
    hands,
    paper_retractions,
    papers,
    person,
    reading,
    retracting,
    sending,
    withdrawing,
)


def routes() -> APIRouter:
    """Return every route."""
    router = APIRouter(prefix="/v1")
    for topic in (
        dialogues,
        drafts,
        sending,
        withdrawing,
        retracting,
        reading,
        person,
        papers,
        paper_retractions,
        codes,
        hands,
        functions,
        guidance,
    ):
        router.include_router(topic.router)
    return router


__all__ = ["routes"]
