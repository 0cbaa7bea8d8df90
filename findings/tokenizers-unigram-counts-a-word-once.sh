#!/usr/bin/env bash
# tokenizers 0.23.2, sentencepiece 0.2.2.
# A guess: UnigramTrainer finds the pieces that SentencePiece finds, up to details, and a frequent word is one of them. It looks for candidates in
# the list of DIFFERENT words, each once, and takes what occurs there twice: a word that is part of no other word can never become a token,
# however often the text has it. SentencePiece looks in the text, where it is the first piece; BPE gives it a token as well.
# Seen, one word in five "xylophone", 200 tokens asked: 8 tokens for it and 85,219 for the text; SentencePiece 1 and 36,743. And 198 tokens are
# given where 200 are asked, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.2 sentencepiece==0.2.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import random

import sentencepiece
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

random.seed(0)
rest = ["".join(random.choices(["ka", "lo", "mi", "ter", "nu", "sha"], k=random.randint(2, 4))) for _ in range(300)]
texts = [" ".join(random.choice(rest) if random.random() < 0.8 else "xylophone" for _ in range(30)) for _ in range(1000)]
with open("corpus.txt", "w") as file:
    file.write("\n".join(texts))


def trained(model, trainer):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(texts, trainer)
    return len(tokenizer.encode("xylophone").ids), sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts)), tokenizer.get_vocab_size()


unigram = trained(models.Unigram(), trainers.UnigramTrainer(vocab_size=200, unk_token="<unk>", special_tokens=["<unk>"], show_progress=False))
bpe = trained(models.BPE(), trainers.BpeTrainer(vocab_size=200, show_progress=False))
sentencepiece.SentencePieceTrainer.train(input="corpus.txt", model_prefix="m", vocab_size=200, model_type="unigram", minloglevel=2, bos_id=-1, eos_id=-1)
model = sentencepiece.SentencePieceProcessor(model_file="m.model")
pieces = len(model.encode("xylophone")), sum(len(model.encode(text)) for text in texts), model.get_piece_size()
print("tokens of xylophone, tokens of the text, vocabulary: Unigram", unigram, "SentencePiece", pieces, "BPE", bpe)
assert unigram[0] == 8 and pieces[0] == 1 and bpe[0] == 1
assert unigram[1] > 2 * pieces[1] and unigram[2] < 200 == pieces[2]
PYTHON
