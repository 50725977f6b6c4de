"""The cost of a stream: peers, load and encoder."""
