"""Commands about the whole site."""
