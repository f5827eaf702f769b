"""What a samtycke is and which moves it allows. Nothing here does I/O."""
