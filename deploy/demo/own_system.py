"""A party's own system, beside its client: it answers with that recipient's own login."""

from finsam_party import PartyAnswers
from finsam_party.settings import PartySettings

from deploy.demo.stage import Stage
from deploy.infra.system import System

PREFIX = "FINSAM_PARTY_"


def party_settings(system: System, recipient: str) -> PartySettings:
    """Return the recipient's own settings, from the environment that its client gets."""
    env = system.party_env(recipient)
    return PartySettings(
        **{k.removeprefix(PREFIX).lower(): v for k, v in env.items() if k.startswith(PREFIX)}  # pyright: ignore[reportArgumentType]
    )


def own_system(stage: Stage, recipient: str) -> PartyAnswers:
    """Return what the recipient's own system sends its answers with."""
    return PartyAnswers(party_settings(stage.system, recipient), stage.http)
