"""``python -m services.followup`` runs the followup service."""

from services.followup.wiring import wire
from shared.service import run

if __name__ == "__main__":
    run(wire)
