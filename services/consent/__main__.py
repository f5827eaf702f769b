"""`python -m services.consent` runs the consent service."""

from services.consent.wiring import wire
from shared.service import run

if __name__ == "__main__":
    run(wire)
