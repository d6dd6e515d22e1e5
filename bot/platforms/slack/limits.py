"""What Slack takes in one message. From its Block Kit reference; what that leaves open is marked."""

BLOCKS = 50
HEADER = 150
SECTION = 3000
"""Of a text object; for a rich_text block no limit is stated, and we keep to the same."""
ACTIONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
ALT = 2000
"""Of a picture; its address may have 3000."""
URL = 2000
"""Ours; stated for a button is 3000."""
FALLBACK = 4000
"""Recommended for `text`; from 40,000 on it is cut."""

FALLBACK_USED = 3000
"""What we fill of FALLBACK, counted in UTF-16 units with the escapes."""
BLOCK_USED = 2800
"""What we fill of SECTION, counted in the same way."""
JSON_USED = 11_000
"""Not stated: blocks of more than about 13,200 characters of JSON are refused (`msg_blocks_too_long`)."""
