"""What the consent service is told by its environment."""

from shared.settings import Settings


class ConsentSettings(Settings):
    """The shared settings; whose draft a case id names is asked of the referral service."""

    log_origin: str = "finsamteam.example/utlamnanden"
    """The disclosure log's name in its checkpoints and bundles: a host and a path, unique in the world, never changed."""

    @property
    def referral_address(self) -> str:
        """Where the referral service answers; without it nothing can be registered."""
        if self.referral_url is None:
            raise ValueError("FINSAM_REFERRAL_URL is missing")
        return self.referral_url
