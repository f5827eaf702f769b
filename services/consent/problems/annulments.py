"""How the refusals about makulering are answered."""

from services.consent import errors
from shared.problem import Problem, Problems

PROBLEMS: Problems = {
    errors.SigningUnknown: Problem(
        404,
        "Samtycket finns inte",
        "Kontrollera numret. Bara den enhet som har registrerat samtycket kan ändra något i registreringen.",
    ),
    errors.SigningAnnulled: Problem(
        409,
        "Samtycket är redan makulerat",
        "Det är redan markerat som felaktigt registrerat. Läs samtyckets rader för att se vad som gäller.",
    ),
    errors.AnnulmentUnknown: Problem(
        404, "Makuleringen finns inte", "Kontrollera numret. Du ser bara makuleringar i ärenden som är dina."
    ),
    errors.WhatWasWrongMissing: Problem(
        422, "Skriv vad som blev fel", "En orsak i ord behövs, så att den som läser senare förstår."
    ),
    errors.OtherPersonSubmitted: Problem(
        409,
        "Anmälan är redan skickad för en annan person",
        "Samtycket för fel person är makulerat, men anmälan har redan skickats. Då går det inte att byta person i ärendet. "
        "Återta anmälan som felregistrerad, börja ett nytt utkast för rätt person och registrera samtycket där.",
    ),
    errors.EarlierBeingEnded: Problem(
        409,
        "Ett tidigare samtycke avslutas just nu",
        "En återkallelse eller makulering i ärendet håller på att genomföras. Försök igen om en stund med samma begäran.",
    ),
}
"""Refusal → status, title, and what the caller can do instead."""
