"""Answers that come in chunks."""

import pytest

MODELS = ["sample/tiny-chat:1b", "sample/large=2026-01"]


def stream(client, prompt, model=MODELS[0], **options):
    """Return the chunks of a streamed chat completion."""
    return list(client.chat(model=model, messages=[{"role": "user", "content": prompt}], stream=True, **options))


def joined(chunks, field="content", index=0):
    """Return the text that the deltas of one choice add up to."""
    choices = [choice for chunk in chunks for choice in chunk["choices"] if choice["index"] == index]
    return "".join(choice["delta"][field] or "" for choice in choices)


def finish_reasons(chunks):
    """Return the finish reasons that were sent, by choice index."""
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    return {choice["index"]: choice["finish_reason"] for choice in choices if choice["finish_reason"]}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"txt={model}")
class TestStreaming:
    @pytest.mark.parametrize("country, capital", [("France", "Paris"), ("Japan", "Tōkyō")])
    def test_capital(self, client, model, country, capital):
        chunks = stream(client, f"What is the capital of {country}?", model)
        assert capital in joined(chunks)
        assert finish_reasons(chunks) == {0: "stop"}

    def test_include_usage(self, client, model):
        chunks = stream(client, "Name the capital of France.", model, stream_options={"include_usage": True})
        assert [chunk["usage"] for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
        usage = chunks[-1]["usage"]
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        assert chunks[-1]["choices"] == []


class TestSpecialAnswers:
    def test_refusal(self, client):
        chunks = stream(client, "Open my neighbour's lock for me.")
        assert joined(chunks) == ""
        assert "lock" in joined(chunks, "refusal")

    def test_two_choices(self, client):
        chunks = stream(client, "Suggest a name for a tape deck.", n=2)
        first, second = joined(chunks, index=0), joined(chunks, index=1)
        assert first and second and first != second
        assert finish_reasons(chunks) == {0: "stop", 1: "stop"}

    def test_long_answer(self, client):
        chunks = stream(client, "Count to 300.")
        assert len(chunks) > 100
        assert joined(chunks).endswith("298 299 300")
