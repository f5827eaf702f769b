"""The coordinator service: the team's akt, from the anmälan's arrival to tas upp or tas inte upp."""
