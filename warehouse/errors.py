"""The one exception for a mistake that a user can mend."""


class UserError(Exception):
    """One sentence: what is wrong, where, and what to do. Shown without a traceback; exit status 1."""
