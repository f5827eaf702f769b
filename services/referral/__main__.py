"""Runs the referral service: ``python -m services.referral``."""

from services.referral.wiring import wire
from shared.service import run

if __name__ == "__main__":
    run(wire)
