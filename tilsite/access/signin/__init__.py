"""Password sign-in: rate limits and the page shown when they are reached."""
