#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# The Trainer's total_flos are 6 tokens times the params outside of nn.Embedding modules. A head that is tied to the embedding is
# the same tensor and falls out with it, an untied one is counted: two Llamas that compute the same products differ. Of a mixture
# of experts all experts are counted, also those that a token never meets: for 2 of 8 experts that is 2.5 times the 6 N D of the
# params that are active.
# Seen, per token and divided by 6: llama tied 82240, untied 146240 (a head of 64000); mixtral 491328 of 196416 that are active.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM, MixtralConfig, MixtralForCausalLM, Trainer, TrainingArguments
T, VOCABULARY, WIDTH, INNER, LAYERS, EXPERTS, CHOSEN = 16, 1000, 64, 128, 2, 8, 2
class Tokens(torch.utils.data.Dataset):
    x = torch.randint(0, VOCABULARY, (16, T), generator=torch.Generator().manual_seed(1))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
shape = dict(vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=INNER, num_hidden_layers=LAYERS,
             num_attention_heads=2, num_key_value_heads=2, pad_token_id=0, bos_token_id=1, eos_token_id=2)
def counted(name, model):
    args = TrainingArguments(output_dir=name, report_to=[], use_cpu=True, disable_tqdm=True, max_steps=2,
                             per_device_train_batch_size=8, save_strategy="no")
    trainer = Trainer(model=model, args=args, train_dataset=Tokens())
    trainer.train()
    return trainer.state.total_flos / (6 * 2 * 8 * T)
tied = counted("tied", LlamaForCausalLM(LlamaConfig(tie_word_embeddings=True, **shape)))
untied = counted("untied", LlamaForCausalLM(LlamaConfig(tie_word_embeddings=False, **shape)))
mixture = counted("mixture", MixtralForCausalLM(MixtralConfig(num_local_experts=EXPERTS, num_experts_per_tok=CHOSEN, **shape)))
skipped = LAYERS * (EXPERTS - CHOSEN) * 3 * WIDTH * INNER
print(f"params by total_flos: tied {tied:.0f}, untied {untied:.0f}; mixture {mixture:.0f}, of which active {mixture - skipped:.0f}")
assert untied - tied == VOCABULARY * WIDTH
assert mixture == 491328 and mixture - skipped == 196416
PYTHON
