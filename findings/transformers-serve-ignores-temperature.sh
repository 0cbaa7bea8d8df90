#!/usr/bin/env bash
# transformers 5.18.0 (transformers serve), torch 2.13.0, accelerate 1.15.0, fastapi 0.142.2, uvicorn 0.54.0.
# The server of OpenAI's chat completions heeds no temperature and no seed where the model's generation_config.json does not say
# do_sample: a request with temperature 1.5 is decoded greedily, the same text for every seed, with a warning in the server's log
# alone. In OpenAI's API a temperature above 0 samples. So votes over such a server gain nothing.
# Seen: three seeds at temperature 1.5 and one request at 0 give the same 12 tokens of a model with random weights; with
# do_sample in generation_config.json and nothing else changed they differ.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 fastapi==0.142.2 \
  uvicorn==0.54.0 openai==3.22.1 requests==2.34.2 rich==15.0.0 typer==0.27.2 python-multipart==0.0.32
cd "$folder"
cat > make.py <<'PYTHON'
import json, sys, torch
from tokenizers import Tokenizer, decoders, models
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
torch.manual_seed(0)
vocab = {"<s>": 0, "</s>": 1, "<unk>": 2} | {chr(c): c - 29 for c in range(32, 127)} | {"\n": 98}
raw = Tokenizer(models.BPE(vocab=vocab, merges=[], unk_token="<unk>"))
raw.decoder = decoders.Fuse()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="</s>")
tokenizer.chat_template = "{% for m in messages %}{{m['role']}}: {{m['content']}}\n{% endfor %}assistant: "
model = LlamaForCausalLM(LlamaConfig(vocab_size=len(vocab), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                                     num_attention_heads=2, bos_token_id=0, eos_token_id=1, max_position_embeddings=1024))
for name in ("plain", "sampling"):
    model.generation_config.do_sample = name == "sampling"
    model.save_pretrained(name)
    tokenizer.save_pretrained(name)
PYTHON
"$folder/venv/bin/python" make.py 2>make.err || { tail -5 make.err; exit 1; }
cat > ask.py <<'PYTHON'
import json, sys, time, urllib.request
name, port, opener = sys.argv[1], sys.argv[2], urllib.request.build_opener(urllib.request.ProxyHandler({}))
def ask(seed, temperature):
    body = {"model": name, "messages": [{"role": "user", "content": "2+2="}], "max_tokens": 12, "seed": seed, "temperature": temperature}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/chat/completions", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    return json.load(opener.open(request, timeout=120))["choices"][0]["message"]["content"]
for attempt in range(120):
    try:
        ask(1, 0.0)
        break
    except OSError:
        time.sleep(1)
texts = {ask(seed, 1.5) for seed in (1, 2, 3)}
greedy = ask(1, 0.0)
print(f"{name}: {len(texts)} different texts of three seeds at temperature 1.5; the greedy one among them: {greedy in texts}")
if name.endswith("plain"):
    assert texts == {greedy}
else:
    assert len(texts) > 1
PYTHON
port=8791
for name in plain sampling; do
  HF_HUB_OFFLINE=1 "$folder/venv/bin/transformers" serve "$folder/$name" --host 127.0.0.1 --port "$port" --device cpu >"$name.log" 2>&1 &
  "$folder/venv/bin/python" ask.py "$folder/$name" "$port"
  kill %% 2>/dev/null || true
  port=$((port + 1))
done
