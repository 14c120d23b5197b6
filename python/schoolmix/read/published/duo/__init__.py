"""Layouts of DUO, the education agency (*Dienst Uitvoering Onderwijs*)."""
