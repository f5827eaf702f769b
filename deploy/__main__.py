"""`python -m deploy`: what `./finsam` hands over to."""

import signal

# While the imports below are read nothing is started yet: Ctrl-C simply ends us, without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from deploy.cli import main  # noqa: E402  only after the line above

if __name__ == "__main__":
    main()
