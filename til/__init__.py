"""The finished things: TILs and their tags."""
