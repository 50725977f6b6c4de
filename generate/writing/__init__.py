"""Writing: from a source and a provider to finished stages; pure, without Django."""
