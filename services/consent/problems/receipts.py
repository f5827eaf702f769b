"""What people are told when something about a receipt is refused."""

from collections.abc import Mapping

from services.consent import errors
from shared.problem import Problem, Refusal

PROBLEMS: Mapping[type[Refusal], Problem] = {
    errors.ReceiptUnknown: Problem(
        404, "Kvittot finns inte", "Kontrollera numret. Du ser bara kvitton i ärenden som är dina."
    ),
    errors.OwnViewIsHers: Problem(
        422,
        "Det noteras av tjänsten",
        "Ange hur ni lämnade kvittot: i handen, med post eller genom postförmedling.",
    ),
    errors.PostToProtected: Problem(
        422,
        "Kvittot får inte skickas till en adress",
        "Personen har skyddade personuppgifter. Lämna kvittot i handen eller skicka det genom Skatteverkets "
        "postförmedling.",
    ),
    errors.PostServiceUncalledFor: Problem(
        422,
        "Postförmedling används inte här",
        "Skatteverket förmedlar bara post till den som har skyddade personuppgifter. Lämna kvittot i handen eller skicka "
        "det med post. Har personen skyddade personuppgifter: registrera det först.",
    ),
    errors.HandedInFuture: Problem(
        422, "Dagen ligger i framtiden", "Ange den dag då kvittot lämnades: i dag eller tidigare."
    ),
    errors.HandedOverBeforeMade: Problem(
        422,
        "Kvittot fanns inte den dagen",
        "Ange den dag då kvittot lämnades: samma dag som det skrevs eller senare.",
    ),
}
"""Refusal → status, title, and what the caller can do instead."""
