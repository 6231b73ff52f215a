"""A strict stand-in for GitHub: signing in by OAuth, and who is a member of which organization and team."""
