"""Makes Tests/Fixtures/Families: tiny random models written by transformers, with token ids and the logits for them.

Run with Python 3, torch, transformers and tokenizers:  python make_family_fixtures.py
The directories hold random weights of a fixed seed; `expected.json` has `ids` [rows][length] and `logits`
[rows][length][vocabulary], computed by the class that transformers' AutoModelForCausalLM chooses.
"""

import json
import pathlib
import shutil

import tokenizers
import torch
import transformers

HERE = pathlib.Path(__file__).parent / "Families"
VOCABULARY = 40

GPT2 = dict(vocab_size=VOCABULARY, n_embd=12, n_layer=2, n_head=3, n_positions=16, bos_token_id=27, eos_token_id=27)
LLAMA = dict(
    vocab_size=VOCABULARY,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    intermediate_size=20,
    max_position_embeddings=16,
    bos_token_id=27,
    eos_token_id=27,
)

MAMBA = dict(
    vocab_size=VOCABULARY, hidden_size=12, num_hidden_layers=2, state_size=5, bos_token_id=27, eos_token_id=27
)

MAMBA2 = MAMBA | dict(expand=2, head_dim=6, num_heads=4, n_groups=2, chunk_size=8)

# What the families of Llama's kind share: a sliding window is shorter than the 13 tokens.
DECODER = {key: value for key, value in LLAMA.items() if key != "num_hidden_layers"}


def scaled(kind, **settings):
    rotary = {"rope_type": kind, "rope_theta": 50.0, **settings}
    return DECODER | dict(
        num_hidden_layers=1, tie_word_embeddings=True, max_position_embeddings=32, rope_parameters=rotary
    )


GEMMA = DECODER | dict(
    num_hidden_layers=3,
    num_key_value_heads=1,
    head_dim=6,
    query_pre_attn_scalar=5,
    sliding_window=5,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    final_logit_softcapping=3.0,
    pad_token_id=0,
    rope_parameters={
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 50.0},
    },
)

PHI = LLAMA | dict(pad_token_id=0)

MODELS = {
    "gpt2-tied": transformers.GPT2Config(**GPT2),
    "gpt2-untied": transformers.GPT2Config(**GPT2, tie_word_embeddings=False, n_inner=20),
    "llama-grouped": transformers.LlamaConfig(**LLAMA),
    "llama-tied-bias": transformers.LlamaConfig(
        **LLAMA,
        tie_word_embeddings=True,
        attention_bias=True,
        mlp_bias=True,
        head_dim=6,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0},
    ),
    "llama-half-sharded": transformers.LlamaConfig(**LLAMA, dtype="bfloat16"),
    "llama-rope-linear": transformers.LlamaConfig(**scaled("linear", factor=4.0)),
    "llama-rope-dynamic": transformers.LlamaConfig(**scaled("dynamic", factor=2.0)),
    "llama-rope-llama3": transformers.LlamaConfig(
        **scaled("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
    ),
    "llama-rope-yarn": transformers.LlamaConfig(
        **scaled("yarn", factor=4.0, original_max_position_embeddings=8, beta_fast=2.0, beta_slow=0.5)
    ),
    "mistral-window": transformers.MistralConfig(**LLAMA, sliding_window=4),
    "qwen2-window": transformers.Qwen2Config(
        **LLAMA, use_sliding_window=True, sliding_window=5, max_window_layers=1, tie_word_embeddings=True
    ),
    "qwen3-heads": transformers.Qwen3Config(**LLAMA, head_dim=6, attention_bias=True),
    "gemma3-text": transformers.Gemma3TextConfig(**GEMMA),
    "phi3-partial": transformers.Phi3Config(
        **PHI, sliding_window=6, rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.5}
    ),
    "phi3-longrope": transformers.Phi3Config(
        **(PHI | {"max_position_embeddings": 64}),
        original_max_position_embeddings=16,
        rope_parameters={
            "rope_type": "longrope",
            "rope_theta": 50.0,
            "short_factor": [1.0, 1.5],
            "long_factor": [2.0, 4.0],
        },
    ),
    "mamba-tied": transformers.MambaConfig(**MAMBA),
    "mamba-untied-bias": transformers.MambaConfig(
        **MAMBA, tie_word_embeddings=False, use_bias=True, use_conv_bias=False, expand=3, conv_kernel=3, time_step_rank=2
    ),
    "mamba2-grouped": transformers.Mamba2Config(**MAMBA2),
    "mamba2-tied-limits": transformers.Mamba2Config(
        **(MAMBA2 | dict(n_groups=1, expand=3, num_heads=6)),
        tie_word_embeddings=True,
        use_bias=True,
        use_conv_bias=False,
        conv_kernel=3,
        time_step_limit=(0.01, 0.5),
    ),
}


def make(name, config):
    torch.manual_seed(7)
    folder = HERE / name
    # Only plain attention knows a bound of scores.
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():
        # Far from the initial values, so that no part (gain, bias, position) is without effect.
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    options = {"max_shard_size": "4KB"} if "sharded" in name else {}
    model.save_pretrained(folder, **options)
    tokenizer().save(str(folder / "tokenizer.json"))
    ids = torch.randint(0, VOCABULARY, (2, 13))
    with torch.no_grad():
        logits = model.float()(ids).logits
    expected = {"ids": ids.tolist(), "logits": [[[round(x, 6) for x in row] for row in page] for page in logits.tolist()]}
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def tokenizer():
    """Single characters and an end of text."""
    words = [chr(97 + index) for index in range(26)] + ["<|unknown|>", "<|endoftext|>"]
    model = tokenizers.models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="<|unknown|>")
    result = tokenizers.Tokenizer(model)
    result.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex(r"[\s\S]"), "isolated")
    result.add_special_tokens(words[26:])
    return result


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    for name, config in MODELS.items():
        make(name, config)
