"""Runs the pipeline's scripts in a container that may be stopped, replaced and watched. Python 3.9 and newer."""
