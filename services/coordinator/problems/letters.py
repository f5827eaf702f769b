"""How the refusals about the letters are told."""

from services.coordinator.errors.letters import (
    AddressKnown,
    AlreadyPosted,
    LetterFallen,
    PostedOpenly,
    UnknownLetter,
    WrongPostingDay,
)
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
    PostedOpenly: Problem(
        409,
        "Brevet kan inte ha gått som vanlig post",
        "Personen har skyddade personuppgifter. Lämna brevet till henne, eller skicka det genom Skatteverkets postförmedling, och "
        "notera vilket. Har ett brev gått till en adress: anmäl det som en personuppgiftsincident.",
    ),
    AddressKnown: Problem(
        409,
        "Brevet behöver inte förmedlas",
        "Personen har inga skyddade personuppgifter här. Skicka brevet till adressen som står på det.",
    ),
    WrongPostingDay: Problem(
        422,
        "Fel dag",
        "Ange dagen då brevet skickades eller lämnades: tidigast samma dag som det skrevs, senast i dag.",
    ),
}
