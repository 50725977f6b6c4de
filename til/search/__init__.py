"""Full-text search: parts of Korean words, English by stem, with equal results on both databases."""
