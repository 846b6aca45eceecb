"""The failures that a person reads: each carries the sentence to show."""

OTHERS = (
    "I can't show accounts that aren't yours. Their key account manager or a manager above both of you can share "
    "them; ask me about your own accounts."
)
"""The one refusal for accounts of others, the same whether the account exists or not."""


class KamError(Exception):
    """A failure with a sentence for the person: what was wrong, with the value, and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(KamError):
    """Something that a person or a file gave cannot be used as it is."""


class NotPermitted(KamError):
    """The asker may not see this. Says the same whether the thing exists or not."""


class Unavailable(KamError):
    """Something outside (database, index, Slack, model) does not answer; trying later may help."""
