"""`finsam trial`: the whole system under load and faults, and a ledger that judges what came of it."""
