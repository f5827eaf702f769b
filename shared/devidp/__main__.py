"""``python -m shared.devidp``: run the development identity provider."""

import sys

import uvicorn
from pydantic import ValidationError

from shared.devidp.app import make_app
from shared.devidp.directory import Directory, NotATestNumber
from shared.devidp.settings import IdpSettings
from shared.devidp.tokens import TokenIssuer


def main() -> None:
    """Read the reference data and serve; a personal number outside the published list stops it here."""
    settings = IdpSettings()  # pyright: ignore[reportCallIssue]  # from the environment
    try:
        directory = Directory.read(settings.people_file, settings.clients_file, settings.test_numbers_file)
    except (NotATestNumber, ValidationError) as error:
        sys.exit(f"devidp: {error}")
    app = make_app(directory, TokenIssuer.from_file(settings.issuer, settings.signing_key_file))
    # The access log would hold codes and states.
    uvicorn.run(app, host=settings.http_host, port=settings.http_port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
