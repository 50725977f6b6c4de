"""The site: settings, URLs and the ASGI application."""
