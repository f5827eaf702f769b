"""`python -m deploy`: what `./finsam` hands over to."""

import signal

# While the imports below are read nothing is started yet: Ctrl-C simply ends us, without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from deploy.output import fail  # noqa: E402  only after the line above
from shared.units import UnitsRefused  # noqa: E402

if __name__ == "__main__":
    try:
        # What exists on the broker follows from the list of units, which is read with these modules.
        from deploy.cli import main
    except UnitsRefused as refused:
        fail(str(refused))
    main()
