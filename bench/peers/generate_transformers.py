"""Samples with transformers' generate when told to: each line of its input is answered by a line of JSON.

generate_transformers.py FOLDER WIDTH LAYERS VOCABULARY PROMPTS SAMPLES PROMPT_TOKENS NEW_TOKENS THREADS

Weights are random. The configuration is written to FOLDER, for the peer. Sampling is plain: temperature 1, no top-k, as many tokens as
asked for.
"""

import json
import sys
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM

folder = sys.argv[1]
width, layers, vocabulary, prompts, samples, read, new, threads = map(int, sys.argv[2:])
torch.set_num_threads(threads)
head = 16 if width < 128 else 32
config = LlamaConfig(
    vocab_size=vocabulary, hidden_size=width, intermediate_size=(width * 8 // 3 + 31) // 32 * 32,
    num_hidden_layers=layers, num_attention_heads=width // head, max_position_embeddings=256, tie_word_embeddings=True,
    bos_token_id=0, eos_token_id=None, pad_token_id=0)
config.save_pretrained(folder)
model = LlamaForCausalLM(config).eval()
x = torch.randint(1, vocabulary, (prompts, read))
print(json.dumps({"params": sum(p.numel() for p in model.parameters())}), flush=True)
for _ in sys.stdin:
    began, processor = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        y = model.generate(
            x, attention_mask=torch.ones_like(x), do_sample=True, temperature=1.0, top_k=0, num_return_sequences=samples,
            max_new_tokens=new, min_new_tokens=new, pad_token_id=0)
    assert y.shape == (prompts * samples, read + new)
    print(json.dumps({"tokens": prompts * samples * new, "seconds": time.perf_counter() - began,
                      "processor_seconds": time.process_time() - processor}), flush=True)
