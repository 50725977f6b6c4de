"""The public site: pages, feeds, calendar, social cards, crawlers."""
