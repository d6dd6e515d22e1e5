"""The library: papers in, passages and answers out. Knows no chat and no clock."""
