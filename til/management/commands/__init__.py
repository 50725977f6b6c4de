"""Import and export TILs."""
