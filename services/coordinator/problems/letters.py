"""How the refusals about the letters are told."""

from services.coordinator.errors.letters import AlreadyPosted, LetterFallen, UnknownLetter, WrongPostingDay
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
    LetterFallen: Problem(
        409,
        "Brevet ska inte skickas",
        "Mötet som brevet kallar till har fått en annan tid eller är inställt, eller så är ärendet avslutat på ett sätt som "
        "gör att inga fler brev skickas. Lägg undan brevet. Behöver du läsa det kan du öppna det för ett angivet ändamål.",
    ),
    WrongPostingDay: Problem(
        422,
        "Fel dag",
        "Ange dagen då brevet skickades eller lämnades: tidigast samma dag som det skrevs, senast i dag.",
    ),
}
