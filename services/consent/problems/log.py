"""How the refusals of the disclosure log are answered."""

from services.consent import errors
from shared.problem import Problem, Problems

PROBLEMS: Problems = {
    errors.LogEmpty: Problem(
        404, "Loggen är tom", "Inget har lämnats ut än. Fråga igen när något har lämnats ut."
    ),
    errors.LeafUnknown: Problem(
        404,
        "Posten finns inte",
        "Kontrollera postens id. Du ser bara poster som är dina eller din enhets. En ny post får sin plats inom en minut.",
    ),
    errors.SizesUnknown: Problem(
        422,
        "Storlekarna stämmer inte",
        "Ange två storlekar i ordning, den mindre först och ingen större än den senaste kontrollpunktens.",
    ),
    errors.PurposeMissing: Problem(
        422,
        "Ändamål saknas",
        "Ange varför bevisbunten tas ut, till exempel tillsyn. Det antecknas i läsloggen.",
    ),
    errors.BundleTooLarge: Problem(
        422,
        "Bevisbunten blir för stor",
        "Enheten har för många poster för en bunt. Be den som förvaltar loggen om ett uttag.",
    ),
    errors.LogClosed: Problem(
        503,
        "Loggen kontrolleras just nu",
        "Inga bevis lämnas ut medan loggen kontrolleras. Försök igen senare och meddela tjänstens förvaltare.",
    ),
}
"""Refusal → status, title, and what the caller can do instead."""
