"""End-to-end checks of an environment, which act as a person would: `mapctl doctor ENVIRONMENT`."""

from .examination import examine
from .model import Finding, Patience, Subject
from .settings import subject

__all__ = ["Finding", "Patience", "Subject", "examine", "subject"]
