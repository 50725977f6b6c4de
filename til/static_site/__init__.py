"""The public site as files for any host: pages, feeds, cards, and a search that runs in the browser."""
