"""The generation peer: `GPT2LMHeadModel.generate` of transformers, greedy, one stream, with its key-value cache.

The model has random weights of a fixed seed and is written to `--model` when that folder is missing, in the Hugging Face
layout, so that both programs load the same weights and can be asked for the same tokens.
"""

import argparse
import pathlib

import tokenizers
import torch
import transformers

import common


def prepare(folder):
    """Writes the byte-level model of the benchmark, unless it is there."""
    if (folder / "tokenizer.json").exists():
        return
    torch.manual_seed(1)
    configuration = transformers.GPT2Config(
        vocab_size=256, n_positions=256, n_embd=256, n_layer=4, n_head=4, initializer_range=0.1,
        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=None, eos_token_id=None,
    )
    transformers.GPT2LMHeadModel(configuration).save_pretrained(folder)
    # One id for each byte: the characters that stand for bytes 0 to 255 in byte-level BPE, which merges nothing.
    whole = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in whole]
    characters = {byte: chr(byte) for byte in whole} | {byte: chr(256 + index) for index, byte in enumerate(rest)}
    tokeniser = tokenizers.Tokenizer(tokenizers.models.BPE({characters[byte]: byte for byte in range(256)}, []))
    tokeniser.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.decoder = tokenizers.decoders.ByteLevel()
    tokeniser.save(str(folder / "tokenizer.json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--prompt", default="In the beginning God created the", help="its bytes are the prompt's tokens")
    parser.add_argument("--tokens", type=int, default=200)
    options = parser.parse_args()
    common.use_threads(options.threads)
    transformers.logging.set_verbosity_error()
    prepare(options.model)
    model = transformers.GPT2LMHeadModel.from_pretrained(options.model).eval()
    prompt = torch.tensor([list(options.prompt.encode())])
    generated = []

    def generate():
        with torch.inference_mode():
            generated[:] = model.generate(
                prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=options.tokens, do_sample=False,
                use_cache=True, pad_token_id=0,
            )[0, prompt.shape[1] :].tolist()

    seconds = common.median_seconds(generate, options.seconds, warm_up=1, least=3)
    common.report(
        [common.row("generation", len(generated) / seconds, "tok/s")],
        program=f"transformers {transformers.__version__}, torch {torch.__version__}",
        tokens=generated,
    )


main()
