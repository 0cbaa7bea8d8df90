"""States by the Trainer of transformers 5.18.0, of real trainings: python3 make_trainer.py trainer"""
import os, shutil, sys, torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Trainer, TrainerCallback, TrainingArguments, set_seed
out = sys.argv[1]
T = 16
class Tokens(torch.utils.data.Dataset):
    def __init__(self, n, seed): self.x = torch.randint(0, 48, (n, T), generator=torch.Generator().manual_seed(seed))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
def llama(): return LlamaForCausalLM(LlamaConfig(vocab_size=48, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, max_position_embeddings=T))
def gpt2(): return GPT2LMHeadModel(GPT2Config(vocab_size=48, n_embd=16, n_layer=1, n_head=2, n_positions=T, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))
class Poison(TrainerCallback):
    def on_step_end(self, args, state, control, model, **kwargs):
        if state.global_step == 7: next(model.parameters()).data.fill_(float("nan"))
def run(name, model, keep="end", callbacks=None, evals=None, **kwargs):
    set_seed(1); folder = "/tmp/trainer-" + name; shutil.rmtree(folder, ignore_errors=True)
    args = dict(output_dir=folder, per_device_train_batch_size=2, max_steps=12, logging_steps=3, save_steps=6, eval_strategy="steps", eval_steps=6, report_to=[], use_cpu=True, disable_tqdm=True, learning_rate=1e-2)
    args.update(kwargs)
    m = model(); t = Trainer(model=m, args=TrainingArguments(**args), train_dataset=Tokens(32, 1), eval_dataset=evals or Tokens(8, 2), callbacks=callbacks)
    t.train(); t.save_state(); t.save_model()
    m.eval(); x = Tokens(8, 2).x
    with torch.no_grad(): nll = -m(x).logits.log_softmax(-1)[:, :-1].gather(-1, x[:, 1:, None]).mean().item()
    print(name, "validation loss of the weights", nll)
    source = folder if keep == "end" else folder + "/" + keep
    os.makedirs(out + "/" + name, exist_ok=True)
    for f in ["trainer_state.json", "config.json"] + ["training_args.bin"] * (name in ("gpt2", "smoothed")): shutil.copy(source + "/" + f, out + "/" + name)
run("counted", llama, include_num_input_tokens_seen=True)
run("stopped", llama, keep="checkpoint-6", include_num_input_tokens_seen=True)
run("unevaluated", llama, eval_strategy="no", include_num_input_tokens_seen=True)
run("nan", llama, callbacks=[Poison()])
run("two-evals", llama, evals={"c4": Tokens(8, 2), "wiki": Tokens(8, 3)})
run("gpt2", gpt2)
run("smoothed", llama, label_smoothing_factor=0.25)
