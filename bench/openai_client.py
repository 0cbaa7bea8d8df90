#!/usr/bin/env python3
"""Asks ./loglog serve with OpenAI's own client (openai 3.22.1 was tried): models, whole and streamed texts, echo with log-probabilities, stops,
seeds, chats, errors; and the request of lm-evaluation-harness' local-completions for a loglikelihood.

    ./loglog serve runs --port 8080 --chat plain
    pip install openai==3.22.1
    python3 bench/openai_client.py http://127.0.0.1:8080/v1

Ends with status 1 at the first answer that is not what the client's users rely on.
"""
import math
import sys

from openai import BadRequestError, NotFoundError, OpenAI

client = OpenAI(base_url=sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080/v1", api_key=sys.argv[2] if len(sys.argv) > 2 else "none")
model = client.models.list().data[0].id
print("model", model)
assert client.models.retrieve(model).id == model

whole = client.completions.create(model=model, prompt="Mr President, ", max_tokens=40, seed=1, temperature=0.8)
assert whole.object == "text_completion" and whole.usage.completion_tokens <= 40
again = client.completions.create(model=model, prompt="Mr President, ", max_tokens=40, seed=1, temperature=0.8)
assert again.choices[0].text == whole.choices[0].text, "the same seed gives another text"
print("whole", repr(whole.choices[0].text))

streamed = "".join(
    part.choices[0].text
    for part in client.completions.create(model=model, prompt="Mr President, ", max_tokens=40, seed=1, temperature=0.8, stream=True)
)
assert streamed == whole.choices[0].text, "a stream gives another text"

several = client.completions.create(model=model, prompt="The ", max_tokens=20, n=3, seed=2)
assert [c.index for c in several.choices] == [0, 1, 2] and len({c.text for c in several.choices}) > 1

stopped = client.completions.create(model=model, prompt="Mr President, ", max_tokens=200, seed=1, stop=[" "])
assert " " not in stopped.choices[0].text and stopped.choices[0].finish_reason == "stop"

text = "Mr President, the elephant voted."
echo = client.completions.create(model=model, prompt=text, max_tokens=0, echo=True, logprobs=2)
probabilities = echo.choices[0].logprobs
assert echo.choices[0].text == text
assert probabilities.token_logprobs[0] is None and all(p <= 0 for p in probabilities.token_logprobs[1:])
assert probabilities.text_offset[0] == 0 and probabilities.text_offset == sorted(probabilities.text_offset)
print("echo", -sum(probabilities.token_logprobs[1:]) / math.log(2), "bits behind the first token")

# As lm-evaluation-harness asks for loglikelihoods: tokens, one more token than is wanted, greedy.
tokens = list(text.encode())
harness = client.completions.create(model=model, prompt=[tokens, tokens[:10]], max_tokens=1, echo=True, logprobs=1, temperature=0, seed=1234)
assert len(harness.choices[0].logprobs.token_logprobs) == len(tokens) + 1
assert harness.choices[0].logprobs.token_logprobs[1:-1] == probabilities.token_logprobs[1:]

chat = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Mr President,"}], max_tokens=20, seed=3, logprobs=True, top_logprobs=3)
assert chat.choices[0].message.role == "assistant" and len(chat.choices[0].logprobs.content[0].top_logprobs) == 3
parts = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Mr President,"}], max_tokens=20, seed=3, stream=True)
assert "".join(p.choices[0].delta.content or "" for p in parts) == chat.choices[0].message.content

for wrong, kind in [(dict(model="none", prompt="a"), NotFoundError), (dict(model=model, prompt="a", n=0), BadRequestError)]:
    try:
        client.completions.create(**wrong)
    except kind as e:
        print(kind.__name__, e.body["message"])
    else:
        sys.exit(f"{wrong} was answered")
print("all as the client has it")
