"""`python -m deploy`: what `./finsam` hands over to."""

from deploy.cli import main

if __name__ == "__main__":
    main()
