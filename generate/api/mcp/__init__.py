"""The MCP door: agents draft, search, read and save; only people publish."""
