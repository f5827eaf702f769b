"""``python -m services.coordinator`` runs the coordinator service."""

from services.coordinator.wiring import wire
from shared.service import run

if __name__ == "__main__":
    run(wire)
