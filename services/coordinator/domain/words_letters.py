"""What several letters to the person say in the same words."""

WHERE = "Telefonnumret och adressen står överst i brevet."
WITHDRAW_BY_LETTER = (
    "Så återkallar du samtycket: logga in och gör det själv, ring koordinatorn eller skriv till teamet. "
    f"{WHERE} Skriv ditt namn, aktnumret och vad du återkallar: allt, det som gäller en viss part eller en viss sorts "
    "uppgifter. Du behöver inte säga varför."
)
VOLUNTARY_AFTER = (
    "Det är frivilligt att fortsätta. Du kan när som helst återkalla ditt samtycke, helt eller delvis. Varje myndighet "
    "fortsätter då med sin egen handläggning som vanligt."
)
