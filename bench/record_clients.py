#!/usr/bin/env python3
"""Records what OpenAI's client and lm-evaluation-harness (local-completions) send to a server and get back, for RecordedClientsTest.

    pip install openai==3.22.1 lm-eval[api]==0.4.13 tokenizers transformers
    python3 bench/record_clients.py http://127.0.0.1:PORT recorded-clients.jsonl

The server is that of the tests (SomeLab in web's tests: a model of bytes with random weights); its tests replay the file against the same model.
Ends with an exception where a client is not content.
"""
import http.server
import json
import sys
import tempfile
import threading
import urllib.error
import urllib.request

import openai
from lm_eval.api.instance import Instance
from lm_eval.models.openai_completions import LocalCompletionsAPI
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

KEPT = ("content-type", "accept", "authorization")
out = open(sys.argv[2], "w")
client = "openai " + openai.__version__


class Recorder(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() in KEPT}
        request = urllib.request.Request(sys.argv[1] + self.path, data=body or None, method=self.command, headers=headers)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as e:
            answer = e
        text = answer.read()
        kind = answer.headers["Content-Type"]
        record = dict(client=client, method=self.command, path=self.path, headers=headers, body=body.decode(), status=answer.status, type=kind, answer=text.decode())
        out.write(json.dumps(record) + "\n")
        out.flush()
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET


recorder = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
threading.Thread(target=recorder.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{recorder.server_port}/v1"

c = openai.OpenAI(base_url=base, api_key="none", max_retries=0)
model = c.models.list().data[0].id
assert c.models.retrieve(model).id == model
sampling = dict(model=model, prompt="Mr President, ", max_tokens=12, seed=1, temperature=0.8)
whole = c.completions.create(**sampling)
parts = c.completions.create(**sampling, stream=True, stream_options={"include_usage": True})
assert "".join(p.choices[0].text for p in parts if p.choices) == whole.choices[0].text
c.completions.create(model=model, prompt=["a", "b"], max_tokens=6, n=2, seed=2, stop=["e"])
echo = c.completions.create(model=model, prompt="the cat", max_tokens=0, echo=True, logprobs=2)
assert echo.choices[0].logprobs.token_logprobs[0] is None
hello = dict(model=model, messages=[{"role": "user", "content": "hello"}], max_tokens=5, seed=3)
chat = c.chat.completions.create(**hello, logprobs=True, top_logprobs=2)
assert "".join(p.choices[0].delta.content or "" for p in c.chat.completions.create(**hello, stream=True)) == chat.choices[0].message.content
for wrong in (dict(model="none", prompt="a"), dict(model=model, prompt="a", n=0)):
    try:
        c.completions.create(**wrong)
        raise AssertionError(wrong)
    except openai.APIStatusError as e:
        assert e.body["message"]

# The model reads bytes; the harness wants a tokenizer that does, too.
client = "lm-evaluation-harness 0.4.13"
plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
others = [byte for byte in range(256) if byte not in plain]
symbols = {**{chr(byte): byte for byte in plain}, **{chr(256 + i): byte for i, byte in enumerate(others)}}
tokenizer = Tokenizer(models.BPE(symbols, []))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
tokenizer.decoder = decoders.ByteLevel()
with tempfile.TemporaryDirectory() as folder:
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=chr(256)).save_pretrained(folder)
    harness = LocalCompletionsAPI(
        model=model, base_url=base + "/completions", tokenizer_backend="huggingface", tokenizer=folder, max_length=64, num_concurrent=1, batch_size=2)
texts = harness.generate_until([Instance("generate_until", {}, ("Mr President, ", {"until": ["\n"], "max_gen_toks": 8, "temperature": 0.0}), 0)])
likelihoods = harness.loglikelihood([Instance("loglikelihood", {}, ("the cat", continuation), i) for i, continuation in enumerate([" sat", " flew away"])])
rolling = harness.loglikelihood_rolling([Instance("loglikelihood_rolling", {}, ("the cat sat",), 0)])
text = c.completions.create(model=model, prompt="the cat sat", max_tokens=0, echo=True, logprobs=1).choices[0].logprobs.token_logprobs
assert abs(likelihoods[0][0] - sum(text[-4:])) < 1e-9, "the harness reads other log-probabilities"
print(texts, likelihoods, rolling)
