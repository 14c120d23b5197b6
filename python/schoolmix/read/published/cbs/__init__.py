"""Layouts of CBS, the statistics office."""
