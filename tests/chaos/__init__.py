"""Kill it, pause it, lose its answers: how many scheduled messages are lost or doubled."""
