#!/usr/bin/env bash
# tokenizers 0.23.2.
# A BPE without an unk_token gives no token, no error and no warning for a character that its training text did not have: it is missing from
# the tokens, and from what is decoded. That is so of byte-level BPE as well, which is thought to encode every text: trained without
# initial_alphabet=ByteLevel.alphabet() it has only the bytes that occurred. A loss per byte of such a text counts what no token stands for.
# A WordLevel in the same place refuses the text.
# Seen: "the fox 42 Zebra" is decoded as "the fox  ebra"; with the initial alphabet it comes back whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.2
"$folder/venv/bin/python" - <<'PYTHON'
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

corpus = ["the quick brown fox jumps over the lazy dog"] * 20
text = "the fox 42 Zebra"


def back(alphabet):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=len(alphabet) + 60, show_progress=False, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer.decode(tokenizer.encode(text).ids)


seen, whole = back([]), back(pre_tokenizers.ByteLevel.alphabet())
print(f"{text!r} comes back as {seen!r}, with the initial alphabet as {whole!r}")
assert seen == "the fox  ebra" and whole == text
words = Tokenizer(models.WordLevel({"the": 0, "fox": 1}))
words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
try:
    words.encode(text)
    raise SystemExit("WordLevel encoded words that it does not have")
except Exception as error:
    print("WordLevel:", error)
PYTHON
