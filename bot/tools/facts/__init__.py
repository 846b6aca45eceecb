"""The values that tools are handed by the book, by subject, and the questions they may ask it."""
