"""Access: API keys, sessions, limits and sign-in."""
