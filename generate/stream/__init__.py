"""Out: what a reader is sent, from which position, and how it reaches them."""
