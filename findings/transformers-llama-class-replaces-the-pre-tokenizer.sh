#!/usr/bin/env bash
# transformers 5.18.0, tokenizers 0.23.2.
# AutoTokenizer of transformers 5 takes vocabulary and merges from tokenizer.json and builds the rest by the class that tokenizer_config.json
# names: "tokenizer_class": "LlamaTokenizerFast", which many byte-level tokenizers were saved with, gives pieces of SentencePiece's kind.
# A folder without the class is read as its tokenizer.json says. With it, the spaces of a text have no token, without a warning.
# Seen: "the quick  brown fox" is 5 tokens by the file, and 5 by AutoTokenizer without a class; with the class 7, decoded as "thequickbrownfox".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet transformers==5.18.0 tokenizers==0.23.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import json, os
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(vocab_size=320, show_progress=False, special_tokens=["<s>", "</s>", "<unk>"],
                              initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
tokenizer.train_from_iterator(["the quick brown fox jumps over the lazy dog"] * 50, trainer)
text = "the quick  brown fox"
ids = tokenizer.encode(text).ids
for name, config in (("plain", {}), ("llama", {"tokenizer_class": "LlamaTokenizerFast"})):
    os.mkdir(name)
    tokenizer.save(f"{name}/tokenizer.json")
    with open(f"{name}/tokenizer_config.json", "w") as file:
        json.dump(config, file)
    with open(f"{name}/config.json", "w") as file:
        json.dump({"model_type": "llama"}, file)
    read = AutoTokenizer.from_pretrained(name)
    found = read(text, add_special_tokens=False).input_ids
    print(name, type(read).__name__, read.convert_ids_to_tokens(found), repr(read.decode(found)), "as in the file:", found == ids)
    assert (found == ids) == (name == "plain")
    assert read.decode(found) == (text if name == "plain" else "thequickbrownfox")
PYTHON
