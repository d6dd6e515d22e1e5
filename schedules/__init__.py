"""The press: what goes out, where and when. Knows no platform by name."""
