"""How rows end: withdrawn, annulled, run out, or with the collaboration. What ends is closed at once."""
