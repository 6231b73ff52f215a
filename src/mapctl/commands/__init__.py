"""A file for each word of the command."""
