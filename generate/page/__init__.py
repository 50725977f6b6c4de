"""The HTML door: the generate page, its forms, editor and live rendering."""
