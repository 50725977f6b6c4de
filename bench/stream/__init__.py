"""What a stream costs: the peers, the load on them, and the encoder."""
