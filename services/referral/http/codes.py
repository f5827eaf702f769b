"""The code lists with their Swedish words."""

from fastapi import APIRouter

from services.referral.domain import codes
from services.referral.http.edge import HandlaggareDep

router = APIRouter(tags=["kodlistor"])

_LISTS: dict[str, dict[str, str]] = {
    "answer": codes.ANSWERS,
    "channel": codes.CHANNELS,
    "kanal": codes.KANALER,
    "stadsdel": codes.STADSDELAR,
    "forsorjning": codes.FORSORJNING,
    "medicinskt_underlag": codes.UNDERLAG,
    "plantyp": codes.PLAN_TYPES,
    "textkategori": {c.value: codes.CATEGORY_LABELS[c] for c in codes.Category if c in codes.TEXT_CATEGORIES},
    "svarskategori": {
        c.value: codes.CATEGORY_LABELS[c] for c in codes.Category if c in codes.ANSWER_CATEGORIES
    },
}


@router.get("/codes", summary="Kodlistor för anmälans fält")
async def get_codes(_: HandlaggareDep) -> dict[str, list[dict[str, str]]]:
    """List every code that a field accepts, with its words, in the form's order."""
    return {
        name: [{"code": code, "label": label} for code, label in labels.items()]
        for name, labels in _LISTS.items()
    }
