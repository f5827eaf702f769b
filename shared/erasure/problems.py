"""How the refusals are told to people."""

from shared.erasure import grounds, rules
from shared.problem import Problem, Problems

ERASURE_PROBLEMS: Problems = {
    rules.ErasureUnknown: Problem(
        404, "Det finns inget här", "Kontrollera adressen, eller läs listan på nytt."
    ),
    rules.CaseGoesOn: Problem(
        409, "Ärendet pågår", "Gallring beslutas när ärendet är avslutat och inget mer kan lämnas ut i det."
    ),
    rules.MustBeKept: Problem(
        409,
        "Handlingarna ska bevaras",
        "Handlingar om personer födda den 5, 15 eller 25 i en månad bevaras för forskning (13 kap. 1 § förordningen "
        "2025:468). De kan inte gallras.",
    ),
    rules.DecisionStands: Problem(
        409,
        "Det finns redan ett gallringsbeslut",
        "Läs beslutet. Är det fel: upphäv det och besluta på nytt.",
    ),
    rules.ProtocolUsed: Problem(
        409,
        "Ärendet står redan i det protokollet",
        "Ange numret på ett nytt gallringsprotokoll: i det här står ärendet med ett beslut som är upphävt.",
    ),
    rules.SamePerson: Problem(
        409, "Två olika personer behövs", "Låt en annan behörig person kontrasignera gallringsbeslutet."
    ),
    rules.TooLate: Problem(
        409, "Det går inte längre", "Läs gallringsbeslutet på nytt och se hur långt det har kommit."
    ),
    rules.EffectInPast: Problem(422, "Dagen har passerat", "Ange en dag från och med i dag."),
    grounds.EffectTooEarly: Problem(
        422,
        "För kort tid har gått sedan den sista anteckningen",
        "Det ska ha gått fem år (16 kap. 1 § socialtjänstlagen) eller tio år (3 kap. 17 § patientdatalagen). Ange en dag "
        "tidigast den som står i earliest. Är beslutet redan fattat: upphäv det och besluta på nytt.",
    ),
    grounds.GroundNotOfUnit: Problem(
        422,
        "Grunden gäller inte för er verksamhet",
        "Ange en av de grunder som står i grounds: det är de som gäller för er.",
    ),
}
"""Every refusal of the mechanism."""
