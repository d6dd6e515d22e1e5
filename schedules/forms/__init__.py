"""The forms an edition can take. Each is a pure function `Edition → Document`."""
