"""The peer of checkpoints: llama.cpp through its Python binding, called at the level of its C interface, so that Python adds
next to nothing. One stream, two threads, a cache of 16-bit keys and values.

`decode`: tokens after a short prompt, greedily. `prefill`: the tokens of a long prompt. `start`: seconds from the start of this
program's work (libraries loaded) to the first token.
"""

import argparse
import ctypes
import time

import common
import llama_cpp
import numpy


class Session:
    """A model with one context."""

    def __init__(self, path, context, threads, batch=512):
        llama_cpp.llama_backend_init()
        self.log = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self.log, ctypes.c_void_p(0))
        self.model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = context
        settings.n_batch = batch
        settings.n_ubatch = batch
        settings.n_threads = threads
        settings.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.width = llama_cpp.llama_vocab_n_tokens(self.vocabulary)
        self.batch = batch

    def forget(self):
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)

    def encode(self, text, special=True):
        data = text.encode()
        buffer = (llama_cpp.llama_token * (len(data) + 8))()
        count = llama_cpp.llama_tokenize(self.vocabulary, data, len(data), buffer, len(buffer), special, special)
        return list(buffer[:count])

    def read(self, tokens):
        """The most probable token after `tokens`."""
        buffer = (llama_cpp.llama_token * len(tokens))(*tokens)
        if llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(buffer, len(tokens))) != 0:
            raise SystemExit("llama.cpp could not read the tokens")
        logits = llama_cpp.llama_get_logits_ith(self.context, -1)
        return int(numpy.ctypeslib.as_array(logits, (self.width,)).argmax())

    def logits(self, tokens):
        """The logits after each of `tokens`, a part of them `[count, width]` at a time; a part is valid until the next."""
        batch = llama_cpp.llama_batch_init(self.batch, 0, 1)
        try:
            for first in range(0, len(tokens), self.batch):
                part = tokens[first : first + self.batch]
                batch.n_tokens = len(part)
                for index, token in enumerate(part):
                    batch.token[index] = int(token)
                    batch.pos[index] = first + index
                    batch.n_seq_id[index] = 1
                    batch.seq_id[index][0] = 0
                    batch.logits[index] = True
                if llama_cpp.llama_decode(self.context, batch) != 0:
                    raise SystemExit("llama.cpp could not read the tokens")
                values = llama_cpp.llama_get_logits(self.context)
                yield numpy.ctypeslib.as_array(values, (len(part), self.width))
        finally:
            llama_cpp.llama_batch_free(batch)

    def close(self):
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)

    def generate(self, tokens, count):
        chosen = [self.read(tokens)]
        while len(chosen) < count:
            chosen.append(self.read([chosen[-1]]))
        return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--measure", choices=["decode", "prefill", "start"], required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--prompt", required=True, help="the text to go on from")
    parser.add_argument("--tokens", type=int, default=128, help="tokens to generate, or of the prompt to read")
    options = parser.parse_args()
    begin = time.perf_counter()
    session = Session(options.model, 2048, options.threads)
    prompt = session.encode(options.prompt)
    generated = []
    if options.measure == "prefill":
        prompt = (prompt * (options.tokens // len(prompt) + 1))[: options.tokens]

        def action():
            session.forget()
            session.read(prompt)

        rate = len(prompt) / common.median_seconds(action, options.seconds, warm_up=1, least=3)
        row = common.row("prefill", rate, "tok/s")
    elif options.measure == "start":
        session.read(prompt)
        row = common.row("start", time.perf_counter() - begin, "s")
    else:
        times = []
        end = time.perf_counter() + options.seconds
        while len(times) < 3 or time.perf_counter() < end:
            session.forget()
            first = session.read(prompt)
            start = time.perf_counter()
            rest = session.generate([first], options.tokens - 1)
            times.append(time.perf_counter() - start)
            generated = [first, *rest]
        times.sort()
        row = common.row("decode", (len(generated) - 1) / times[len(times) // 2], "tok/s")
    extra = {"tokens": generated} if generated else {}
    common.report([row], program=f"llama.cpp ({llama_cpp.__version__})", **extra)


if __name__ == "__main__":
    main()
