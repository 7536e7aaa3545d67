"""What maps say when the input is at fault."""


class BadInput(ValueError):
    """Input that cannot be used, named by `code`; the sentence is made where it is shown, from `code` and `params`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
