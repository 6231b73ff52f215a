"""JupyterHub as MAP runs it: GitHub sign-in by the list of people, servers in containers, and a way back."""
