"""How the site presents itself: one row that its owner changes in the admin."""
