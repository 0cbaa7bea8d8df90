#!/usr/bin/env bash
# transformers 5.18.0, sentencepiece 0.2.2, tokenizers 0.23.2.
# LlamaTokenizer, which a folder of a Llama with SentencePiece's tokenizer.model gets, takes pieces and merges from it and leaves out its
# normalizer: nmt_nfkc, which SentencePiece trains with unless told otherwise (full-width letters, tabs, line ends), and the joining of spaces,
# which it does with identity as well. Such a text has other tokens than the model was trained on, with spaces of their own. A unigram model is
# taken for merges and mostly falls to letters. None of it is said. T5Tokenizer is right for both.
# Seen, ids of SentencePiece and of LlamaTokenizer: "the quick brown fox" equal for BPE, "the  quick brown" and full-width letters not; unigram 4
# tokens and 20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 sentencepiece==0.2.2 protobuf==7.36.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import os
import random

import sentencepiece
from transformers import LlamaTokenizer, T5Tokenizer

random.seed(0)
words = "the quick brown fox jumps over a lazy dog and runs home".split() + ["\uff26\uff55\uff4c\uff4c"]
with open("corpus.txt", "w") as file:
    file.writelines(" ".join(random.choices(words, k=8)) + "\n" for _ in range(2000))
plain, spaces, wide = "the quick brown fox", "the  quick brown", "\uff26\uff55\uff4c\uff4c fox"
for kind in ("bpe", "unigram"):
    os.makedirs(kind)
    sentencepiece.SentencePieceTrainer.train(input="corpus.txt", model_prefix=f"{kind}/tokenizer", vocab_size=400, model_type=kind,
                                             byte_fallback=True, hard_vocab_limit=False, minloglevel=2)
    own = sentencepiece.SentencePieceProcessor(model_file=f"{kind}/tokenizer.model")
    llama, t5 = LlamaTokenizer.from_pretrained(kind), T5Tokenizer.from_pretrained(kind)
    counts = [[len(f(text)) for f in (own.encode, llama.tokenize, t5.tokenize)] for text in (plain, spaces, wide)]
    equal = [own.encode(text) == llama.encode(text, add_special_tokens=False) for text in (plain, spaces, wide)]
    print(kind, "tokens by SentencePiece, LlamaTokenizer, T5Tokenizer:", counts, "LlamaTokenizer equal:", equal)
    assert all(own.encode(text) == t5.encode(text, add_special_tokens=False) for text in (plain, spaces, wide))
    assert equal == [kind == "bpe", False, False]
PYTHON
