"""Stands between the hub and the container engine, and refuses whatever a person's server doesn't need."""
