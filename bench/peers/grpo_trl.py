"""GRPO by trl's GRPOTrainer on a task's model, for bench/feedback/speed.py.

grpo_trl.py CHECKPOINT PROBLEMS PROMPTS SAMPLES TOKENS STEPS THREADS

CHECKPOINT holds weights in Hugging Face's layout; PROBLEMS is a file of JSON lines with prompt and answer, tokens single characters.
Prints a line of JSON for each step but the first: samples, seconds by the clock and of the processor, mean reward.
"""

import json
import sys
import tempfile
import time

import torch
from datasets import Dataset
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

checkpoint, problems, words = sys.argv[1:4]
prompts, samples, new, steps, threads = map(int, sys.argv[4:])
torch.set_num_threads(threads)
words = json.loads(words)
inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token=words[-1]))
inner.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=inner, eos_token=words[-2], pad_token=words[-1], unk_token=words[-1], padding_side="left",
    clean_up_tokenization_spaces=False)
rows = [json.loads(line) for line in open(problems)]
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
model.generation_config.eos_token_id = len(words) - 2
model.generation_config.pad_token_id = len(words) - 1


def reward(completions, answer, **_):
    return [float(c.replace(" ", "").split(";")[-1].rstrip(".") == a) for c, a in zip(completions, answer)]


class Clock(TrainerCallback):
    def on_step_begin(self, *_, **__):
        self.began, self.processor = time.perf_counter(), time.process_time()

    def on_step_end(self, arguments, state, *_, **__):
        self.line = {"samples": prompts * samples, "seconds": time.perf_counter() - self.began,
                     "processor_seconds": time.process_time() - self.processor}

    def on_log(self, arguments, state, control, logs=None, **_):
        if "reward" in logs and state.global_step > 1:
            print(json.dumps(self.line | {"reward": logs["reward"]}), flush=True)


with tempfile.TemporaryDirectory() as folder:
    trainer = GRPOTrainer(
        model=model, reward_funcs=reward, train_dataset=Dataset.from_list(rows), processing_class=tokenizer,
        callbacks=[Clock()],
        args=GRPOConfig(
            output_dir=folder, use_cpu=True, bf16=False, per_device_train_batch_size=prompts * samples,
            gradient_accumulation_steps=1, num_generations=samples, max_completion_length=new, max_steps=steps,
            learning_rate=1e-3, lr_scheduler_type="constant", beta=0.0, num_iterations=1, temperature=1.0, top_k=0, top_p=1.0,
            loss_type="grpo", logging_steps=1, save_strategy="no", report_to="none", disable_tqdm=True,
            gradient_checkpointing=False, dataloader_num_workers=0, disable_dropout=True))
    trainer.train()
