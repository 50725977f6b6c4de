"""Help for reviewers: unsupported claims, differences, AI disclosure."""
