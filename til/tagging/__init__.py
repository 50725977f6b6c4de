"""Tags: their normal form, look-up by any name, merging and renaming."""
