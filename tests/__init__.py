"""The tests of the assistant."""
