"""The door: people come in and go out here."""

__version__ = "0.1.0"
