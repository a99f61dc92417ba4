"""A whole installation as one file, and a file as an installation again."""
