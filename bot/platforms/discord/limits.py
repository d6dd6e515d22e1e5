"""What Discord takes in one message. From its reference pages (Message Components) and OpenAPI description."""

COMPONENTS = 40
"""All components of a message, nested ones counted."""
TEXT = 4000
"""Characters of all text displays together. Whether code points or UTF-16 units: not said."""
ROWS = 5
BUTTONS_IN_ROW = 5
LABEL = 80
CUSTOM_ID = 100
DESCRIPTION = 1024
"""Of a picture, for those who do not see it."""
LANGUAGE = 20
"""Ours: longer names of languages are no languages."""

TEXT_USED = 3800
"""What we fill of TEXT, counted in UTF-16 units with the markup and the labels of buttons."""
LINK = 512
"""Ours: a link counts as text, and one that is longer than a URL button's may not crowd out the words."""
COMPONENTS_USED = COMPONENTS - 2
"""The container around a message and one rule in it are not counted block by block."""
