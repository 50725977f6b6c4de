"""Running generations: background tasks, their rows, and other processes."""
