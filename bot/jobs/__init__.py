"""What runs on a schedule, and the clocks that start it."""
