"""The code lists with their Swedish words."""

from fastapi import APIRouter

from services.referral.domain import codes, codes_around, codes_work
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
    "anpassning": codes_work.ANPASSNINGAR,
    "foretradare": codes_work.FORETRADARE,
    "uppdrag": codes_work.UPPDRAG,
    "fullmakt": codes_work.FULLMAKTER,
    "sgi": codes_work.SGI,
    "studier": codes_work.STUDIER,
    "sokandekategori": codes_work.SOKANDEKATEGORIER,
    "utbildning": codes_work.UTBILDNINGAR,
    "arbetsformaga": codes_work.ARBETSFORMAGA,
    "bedomd_av": codes_work.BEDOMARE,
    "kontakt": codes_around.KONTAKTER,
    "resultat": codes_around.RESULTAT,
    "handelse": codes_around.HANDELSER,
    "underskrift": codes_around.UNDERSKRIFTER,
    "bytesskal": codes_around.BYTESSKAL,
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
