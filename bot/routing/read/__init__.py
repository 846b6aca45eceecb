"""Readers: from words to typed values, one file a kind. They find, and say what they could not tell."""
