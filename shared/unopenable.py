"""The one error of everything that cannot be decrypted."""


class Unopenable(Exception):
    """A ciphertext did not open.

    A wrong key, a wrong place, a changed byte and a wrong length look the same: the difference
    would help only someone who is guessing.
    """

    def __init__(self) -> None:
        super().__init__("the ciphertext could not be opened")
