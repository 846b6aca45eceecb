"""From a question in words to a tool and its arguments."""
