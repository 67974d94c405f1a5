# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a file."""


class NotRecords(ValueError):
    """It is no file of audit records, or one whose header holds no schema that can be read."""


class Damaged(ValueError):
    """From some place on the file cannot be read; all that is whole before it has been given out."""


class Cut(Damaged):
    """It ends too early, as a file does that still grows."""


class DamageWarning(UserWarning):
    """The same as a warning; and of a table, that something had no place in it."""
