"""What providers of models raise, as ours: told by HTTP status and name, which all of them share. Pure."""

from retrieval.answer import Usage
from retrieval.errors import WriterUnavailable


class Refused(Exception):
    """The server does not take a request of this form; a plainer one may do."""

    def __init__(self, sentence: str, status: int, cause: Exception) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.cause = sentence, status, cause


def translated(error: Exception, name: str, timeout: float, spent: Usage) -> Refused | WriterUnavailable:
    """`error` of the model `name` after at most `timeout` seconds a request; `spent` by the requests before it."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return WriterUnavailable(f"The model {name} did not answer within {timeout:g} seconds.", spent=spent)
    if "Connection" in kind:
        sentence = f"The model {name} cannot be reached; check OPENAI_BASE_URL and the network."
        return WriterUnavailable(sentence, spent=spent)
    sentence = _SENTENCES.get(status or 0, "The model {name} did not answer as it should.").format(name=name)
    return WriterUnavailable(sentence, spent=spent) if status in _FINAL else Refused(sentence, status or 0, error)


_FINAL = (401, 403, 404, 429, 502, 503, 504)
"""No plainer request would help."""
_SENTENCES = {
    400: "The model's service refused the request for {name}.",
    401: "The model's service refused our key; check OPENAI_API_KEY.",
    403: "The model's service does not let our key use {name}; check OPENAI_API_KEY and MODEL.",
    404: "The model's service knows no model {name}; check MODEL.",
    429: "The model's service says we are over its limit of requests or spending; try again later.",
    500: "The model's service failed.",
    502: "The model's service is down.",
    503: "The model's service is overloaded or down.",
    504: "The model's service did not answer in time.",
}
