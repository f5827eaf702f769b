"""The coordinator service: the team's akt, its meetings, the gemensam plan, letters to the person, and how it ends."""
