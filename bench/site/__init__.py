"""How pages of the public site grow with the number of TILs."""
