"""Mirror the public TILs in a Git repository, and import changes pushed to it."""
