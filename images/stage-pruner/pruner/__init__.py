"""Keeps the folder small in which figures are copied from their store."""
