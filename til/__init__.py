"""TILs and their tags."""
