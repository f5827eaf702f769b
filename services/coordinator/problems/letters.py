"""How the refusals about the letters are told."""

from services.coordinator.errors.letters import AlreadyPosted, UnknownLetter, WrongPostingDay
from shared.problem import Problem, Refusal

LETTERS: dict[type[Refusal], Problem] = {
    UnknownLetter: Problem(
        404, "Brevet finns inte", "Kontrollera numret. Öppna listan med brev och välj ett därifrån."
    ),
    AlreadyPosted: Problem(
        409,
        "Brevet är redan skickat",
        "Dagen då brevet skickades är redan noterad. Läs listan med brev på nytt. Skickar du samma brev en gång till "
        "behöver du inte notera det här.",
    ),
    WrongPostingDay: Problem(
        422,
        "Fel dag",
        "Ange dagen då brevet skickades eller lämnades: tidigast samma dag som det skrevs, senast i dag.",
    ),
}
