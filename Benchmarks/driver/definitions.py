"""What each benchmark runs, in which unit it speaks, and what the machine could do at best."""

import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "benchmarks"
TEXT = CACHE / "kjv.txt"
TOKENISER = CACHE / "tokeniser"
"""Folder of SmolLM2's `tokenizer.json`, converted from the checkpoint that `continuo pull` fetches."""
NGRAM_TEXT = CACHE / "system-text.txt"
"""100 MB of documentation and sources of this system, for n-grams."""
DOCUMENTS = CACHE / "documents.bin"
"""The King James Bible, a chapter's worth of verses a document, and hostile text."""
GENERATION_MODEL = CACHE / "gpt-small"

PEAK_GFLOPS = 450.0
"""Single-precision rate of the two-core AVX-512 machine for which the limits are stated, in GFLOP/s."""


@dataclasses.dataclass(frozen=True)
class Benchmark:
    """One benchmark: `peer` is a script of `Benchmarks/peers`, and both programs are given `options`."""

    name: str
    summary: str
    peer: str
    options: tuple
    limit: float = None
    """The best that the machine could do for the headline figure, in the unit of that figure."""
    aim: float = None
    """The ratio that is wanted of the headline figure, and of every measure that `aims` does not name."""
    aims: dict = dataclasses.field(default_factory=dict)
    """The ratios that are wanted of further measures; None for none."""
    headline: str = None
    """The measure that stands for the benchmark; without one, the geometric mean over all measures."""
    needs_text: bool = False
    needs_tokeniser: bool = False
    needs_ngram_text: bool = False
    system_python: bool = False
    has_curve: bool = False
    our_options: tuple = ()
    """Options of our program alone."""
    command: str = None
    """Our subcommand, where it is not called as the benchmark is."""
    model: str = None
    """The public checkpoint that both programs load; fetched when it is not there."""
    peer_environment: tuple = ()
    """Variables that make the peer faster."""


def training_limit(layers, width, context=256, vocabulary=256):
    """Tokens a second at the peak rate: 6 operations for each weight of a product, and causal attention at half its square."""
    weights = layers * 12 * width * width + vocabulary * width
    return PEAK_GFLOPS * 1e9 / (6 * weights + 6 * layers * context * width)


def training(name, preset, layers, width, steps, aim):
    return Benchmark(
        name=name,
        summary=f"training a byte GPT of {layers} layers and width {width}, batch 16 of 256 bytes",
        peer="training.py",
        options=("--preset", preset, "--data", str(TEXT), "--steps", str(steps)),
        limit=training_limit(layers, width),
        aim=aim,
        headline="training",
        needs_text=True,
        has_curve=True,
    )


def state_space_training(kind, name, aim, reference_aim):
    return Benchmark(
        name=f"train-{kind}-small",
        summary=f"training a byte model of 4 {name} layers of width 256, batch 16 of 256 bytes",
        peer="statespace.py",
        options=("--kind", kind, "--data", str(TEXT), "--steps", "3"),
        aim=aim,
        aims={"reference-scan": reference_aim},
        headline="training",
        needs_text=True,
    )


MODELS = ROOT / ".cache" / "models"
PROMPT = (
    "In the beginning God created the heaven and the earth. And the earth was without form, and void; and darkness was upon "
    "the face of the deep."
)
ROWS = (
    "Genesis, 50 chapters, 1533 verses;\n",
    "Exodus, 40 chapters, 1213 verses;\n",
    "Leviticus, 27 chapters, 859 verses;\n",
    "Numbers, 36 chapters, 1288 verses;\n",
    "Deuteronomy, 34 chapters, 959 verses;\n",
)
COPY_PROMPT = "".join(ROWS) * 4 + ROWS[0]
"""A table that stands four times, and the beginning of the fifth: the model copies."""
MEMORY_GB = 45.0
"""Read bandwidth of the machine for which the limits are stated, in GB/s."""


def checkpoint(name, model, measure, summary, aim, tokens=128, prompt=PROMPT, megabytes=None, lookup=False):
    options = ("--model", model, "--measure", measure, "--prompt", prompt, "--tokens", str(tokens))
    return Benchmark(
        name=name,
        summary=summary,
        peer="llama.py",
        options=options,
        our_options=("--lookup",) if lookup else (),
        # Every weight is read once for each token.
        limit=MEMORY_GB * 1e3 / megabytes if megabytes else None,
        aim=aim,
        headline=measure,
        command="checkpoint",
        model=model,
    )


ALL = [
    training("train-gpt-small", "small", layers=4, width=256, steps=12, aim=2.0),
    training("train-gpt-medium", "medium", layers=8, width=512, steps=5, aim=1.5),
    state_space_training("mamba", "Mamba", aim=10.0, reference_aim=200.0),
    state_space_training("mamba2", "Mamba-2", aim=None, reference_aim=None),
    Benchmark(
        name="generate-gpt-small",
        summary="200 bytes after a prompt of 32, greedily, one stream, with the key-value cache",
        peer="generation.py",
        options=("--model", str(GENERATION_MODEL)),
        aim=5.0,
        headline="generation",
    ),
    Benchmark(
        name="generate-long",
        summary="single tokens behind 8192, one stream, 4 layers of width 256: S4 against our transformer with cached keys",
        peer="own_attention.py",
        options=("--context", "8192"),
        aim=2.0,
        headline="generation",
        system_python=True,
    ),
    Benchmark(
        name="gemm",
        summary="matrix products of a square and of linear layers' forward and backward passes, against OpenBLAS",
        peer="gemm.py",
        options=(),
        limit=PEAK_GFLOPS,
        aim=0.9,
        system_python=True,
    ),
    Benchmark(
        name="attention",
        summary="causal attention forward and backward, batch 4, 8 heads of 64, length 1024",
        peer="attention.py",
        options=(),
        # Two products forward and five backward, half of each masked away.
        limit=7 * 4 * 8 * 1024 * 1024 * 64 / PEAK_GFLOPS / 1e6,
        aim=1.5,
        aims={"forward": None},
        headline="forward-backward",
    ),
    Benchmark(
        name="fft",
        summary="causal convolutions by FFT forward and backward, batch 8, 256 channels, length 4096; one real FFT of 2^16",
        peer="fft.py",
        options=(),
        # Three transforms of 8192 for each of the signals and two for each filter, 2.5 N log2 N operations each.
        limit=(4 * 8 * 256 + 2 * 256) * 2.5 * 8192 * 13 / PEAK_GFLOPS / 1e6,
        aim=1.5,
        aims={"real-transform-65536": 1 / 1.5},
        # Without these PyTorch spends two thirds of its time on pages that malloc gives back after every transform.
        peer_environment=(("MALLOC_MMAP_THRESHOLD_", "4000000000"), ("MALLOC_TRIM_THRESHOLD_", "4000000000")),
        headline="causal-convolution",
    ),
    Benchmark(
        name="scan",
        summary="linear and selective scans forward and backward, batch 8, 512 channels, length 2048, against copying memory",
        peer="memory.py",
        options=(),
        limit=MEMORY_GB,
        aim=0.6,
        # Sixteen exponentials for each element, twice: arithmetic, not memory, is its limit.
        aims={"selective-scan": None},
        headline="real-scan",
    ),
    Benchmark(
        name="fftconv",
        summary="the same at length 16384, batch 2, 64 channels",
        peer="fft.py",
        options=("--batch", "2", "--channels", "64", "--length", "16384"),
        limit=(4 * 2 * 64 + 2 * 64) * 2.5 * 32768 * 15 / PEAK_GFLOPS / 1e6,
        aim=2.0,
        aims={"real-transform-65536": None},
        peer_environment=(("MALLOC_MMAP_THRESHOLD_", "4000000000"), ("MALLOC_TRIM_THRESHOLD_", "4000000000")),
        headline="causal-convolution",
        command="fft",
    ),
    Benchmark(
        name="futurefill",
        summary="64 channels of a long convolution whose inputs come one by one, against a loop of sums over all of them",
        peer="futurefill.py",
        options=(),
        aims={"length-4096": None, "length-16384": 2.0, "length-65536": 6.0},
        headline="length-65536",
    ),
    Benchmark(
        name="tokenise",
        summary="encoding the King James Bible and hostile text with SmolLM2's vocabulary, one document at a time, one thread",
        peer="tokenise.py",
        options=("--tokeniser", str(TOKENISER), "--documents", str(DOCUMENTS)),
        aim=1.5,
        aims={"loading": None},
        headline="encoding",
        needs_tokeniser=True,
        peer_environment=(("TOKENIZERS_PARALLELISM", "false"), ("RAYON_NUM_THREADS", "1")),
    ),
    Benchmark(
        name="train-nhits",
        summary="training N-HiTS, 3 blocks of 512 × 512, 1,024 windows an update, 24 steps ahead; its error afterwards",
        peer="nhits.py",
        options=(),
        aim=5.0,
        # No more than 2 % behind in accuracy.
        aims={"test-mse": 0.98},
        headline="epoch",
    ),
    Benchmark(
        name="paris",
        summary="on-line smoothing of 100 observations with 300 particles by PaRIS, and its error",
        peer="paris.py",
        options=("--particles", "300"),
        aim=20.0,
        # Three runs measure the error roughly: it is of the same size.
        aims={"error": None},
        headline="sweep",
    ),
    Benchmark(
        name="baum-welch",
        summary="an iteration of Baum–Welch, 16 states, 32 symbols, 64 sequences of 500, against both ways of the peer",
        peer="hmm.py",
        options=(),
        aim=10.0,
        aims={"nats-after": 0.999},
        headline="scaling",
        name="ngram-train",
        summary="a 5-gram model of 100 MB of text: estimated, and as a file that can be queried, with 1 GB for sorting",
        peer="ngram.py",
        options=("--measure", "train", "--text", str(NGRAM_TEXT)),
        aim=1.0,
        headline="usable-model",
        command="ngrams",
        needs_ngram_text=True,
        system_python=True,
    ),
    Benchmark(
        name="ngram-query",
        summary="queries of that model, one thread: ours is mapped, KenLM's its fastest (probing); size against KenLM's trie",
        peer="ngram.py",
        options=("--measure", "query", "--text", str(NGRAM_TEXT)),
        aim=1.0,
        aims={"size": 1 / 1.2},
        headline="queries",
        command="ngrams",
        needs_ngram_text=True,
        system_python=True,
    ),
    checkpoint("decode-smollm2", "smollm2", "decode", "SmolLM2-135M Q4_1: tokens after a prompt, greedily", 1.5, megabytes=96.6),
    checkpoint("prefill-smollm2", "smollm2", "prefill", "SmolLM2-135M Q4_1: reading 512 tokens at once", 1.5, tokens=512),
    checkpoint(
        "lookup-smollm2", "smollm2", "decode", "the same as decode on a text that repeats itself, ours with prompt lookup", 3.0,
        tokens=192, prompt=COPY_PROMPT, lookup=True,
    ),
    checkpoint("start-smollm2", "smollm2", "start", "SmolLM2-135M Q4_1: from the file to the first token", 1.0),
    checkpoint("decode-gemma3", "gemma3", "decode", "Gemma 3 270M Q4_K_M: tokens after a prompt, greedily", 1.2, megabytes=246.6),
    checkpoint("prefill-gemma3", "gemma3", "prefill", "Gemma 3 270M Q4_K_M: reading 512 tokens at once", 1.2, tokens=512),
    checkpoint("start-gemma3", "gemma3", "start", "Gemma 3 270M Q4_K_M: from the file to the first token", 1.0),
]

BY_NAME = {benchmark.name: benchmark for benchmark in ALL}
