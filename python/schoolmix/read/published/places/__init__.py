"""Layouts of places: points and outlines, and other files about a city or area."""
