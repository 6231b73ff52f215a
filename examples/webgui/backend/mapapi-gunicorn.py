"""What gunicorn runs."""

from mapapi import app as application

__all__ = ["application"]
