"""Found again: Korean inside words, English by stem, the same on both databases."""
