"""The site: what is switched on and where it hangs."""
