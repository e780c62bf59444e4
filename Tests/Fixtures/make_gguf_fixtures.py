"""Makes Tests/Fixtures/GGUF: small GGUF files with what the reference implementations say about them.

Run with Python 3, numpy, gguf 0.19 and llama-cpp-python:  python make_gguf_fixtures.py [LIBGGML_BASE]
LIBGGML_BASE is ggml's base library; without it the one that llama-cpp-python brings is taken.

- blocks.gguf: for each format a tensor of random blocks, named as the format, and `values.FORMAT`, F32: what
  `gguf.quants.dequantize` makes of it. Scales are finite halves; everything else is any bits.
- quantised.gguf: `values`, F32, rows of several distributions, and for each format those values as the reference quantiser
  stores them: `gguf.quants.quantize` where it exists, ggml's `ggml_quantize_chunk` for the others (metadata `made_by`).
- metadata.gguf, metadata-v2.gguf: every type of metadata value, nested arrays and an alignment of 64. The second is the first
  with another version number: versions 2 and 3 differ in nothing else.
- split-00001-of-00003.gguf and so on: a model split by `GGUFWriter(split_max_tensors=2)`.
"""

import ctypes
import pathlib
import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

HERE = pathlib.Path(__file__).parent / "GGUF"
ARCHITECTURE = "continuo-test"
# Where the halves that scale a block stand in it.
HALVES = {
    Type.F16: [0], Type.BF16: [0], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0],
    Type.Q2_K: [80, 82], Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208], Type.IQ4_NL: [0],
    Type.MXFP4: [],
}
BY_GGML = [Type.Q2_K, Type.Q3_K, Type.Q4_K, Type.Q5_K, Type.Q6_K, Type.IQ4_NL]


def writer(name, **options):
    return gguf.GGUFWriter(HERE / name, ARCHITECTURE, **options)


def finish(out):
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def block_count(kind):
    return {1: 256, 32: 16, 256: 4}[gguf.GGML_QUANT_SIZES[kind][0]]


def blocks():
    random = np.random.default_rng(11)
    out = writer("blocks.gguf")
    for kind, halves in HALVES.items():
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        data = random.integers(0, 256, (block_count(kind), size), dtype=np.uint8)
        for place in halves:
            high = data[:, place + 1]
            infinite = 0x7F if kind == Type.BF16 else 0x7C
            data[:, place + 1] = np.where(high & infinite == infinite, high ^ 4, high)
        with np.errstate(over="ignore"):
            values = dequantize(data, kind)
        out.add_tensor(kind.name, data.reshape(1, -1), raw_dtype=kind)
        out.add_tensor("values." + kind.name, values.reshape(1, -1).astype(np.float32))
    finish(out)


def samples():
    random = np.random.default_rng(12)
    rows = [
        random.standard_normal(1024) * 0.02,
        random.standard_t(3, 1024) * 0.05,
        random.laplace(0, 1, 1024),
        random.uniform(0, 1, 1024),
        random.standard_normal(1024) + 1,
        random.standard_normal(1024) * (random.random(1024) < 0.1),
        np.repeat(random.standard_normal(32), 32),
        np.linspace(-1, 1, 1024) * np.exp(np.linspace(-9, 9, 1024)),
    ]
    rows[6][:64] = 0
    # Without negative zeros, of which the reference quantisers make different signs of a zero scale.
    return np.stack(rows).astype(np.float32) + np.float32(0)


def ggml_library():
    if len(sys.argv) > 1:
        return ctypes.CDLL(sys.argv[1])
    import llama_cpp

    return ctypes.CDLL(str(pathlib.Path(llama_cpp.__file__).parent / "lib" / "libggml-base.so"))


def quantised():
    values = samples()
    library = ggml_library()
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    out = writer("quantised.gguf")
    out.add_array("made_by.ggml", [kind.name for kind in BY_GGML])
    out.add_tensor("values", values)
    for kind in HALVES:
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        if kind in BY_GGML:
            data = np.zeros((values.shape[0], values.shape[1] // elements * size), np.uint8)
            library.ggml_quantize_chunk(
                ctypes.c_int(kind),
                values.ctypes.data_as(ctypes.c_void_p),
                data.ctypes.data_as(ctypes.c_void_p),
                ctypes.c_int64(0),
                ctypes.c_int64(values.shape[0]),
                ctypes.c_int64(values.shape[1]),
                None,
            )
        else:
            data = quantize(values, kind).view(np.uint8)
        out.add_tensor(kind.name, data, raw_dtype=kind)
    finish(out)


def metadata():
    out = writer("metadata.gguf")
    out.add_custom_alignment(64)
    out.add_uint8("uint8", 200)
    out.add_int8("int8", -100)
    out.add_uint16("uint16", 60_000)
    out.add_int16("int16", -30_000)
    out.add_uint32("uint32", 4_000_000_000)
    out.add_int32("int32", -2_000_000_000)
    out.add_uint64("uint64", 2**64 - 1)
    out.add_int64("int64", -(2**62))
    out.add_float32("float32", 0.1)
    out.add_float64("float64", 0.1)
    out.add_bool("bool", True)
    out.add_string("string", "häß\n\0日本")
    out.add_array("integers", [1, -2, 3])
    out.add_array("floats", [0.5, -1.5])
    out.add_array("bools", [True, False, True])
    out.add_array("strings", ["", "a", "▁über", "日本"])
    out.add_array("bytes", bytes([1, 2, 255]))
    out.add_array("nested", [[1, 2], [3], [4, 5, 6]])
    out.add_array("nested.strings", [["a", "bc"], ["d"]])
    out.add_tensor("matrix", np.arange(6, dtype=np.float32).reshape(2, 3))
    out.add_tensor("cube", np.arange(24, dtype=np.float16).reshape(2, 3, 4))
    out.add_tensor("vector", np.array([7], np.float32))
    finish(out)
    data = bytearray((HERE / "metadata.gguf").read_bytes())
    data[4] = 2
    (HERE / "metadata-v2.gguf").write_bytes(data)


def split():
    out = writer("split.gguf", split_max_tensors=2)
    out.add_uint32("answer", 42)
    for index in range(5):
        out.add_tensor(f"t{index}", np.full((2, index + 1), index, np.float32))
    finish(out)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("*.gguf"):
        old.unlink()
    blocks()
    quantised()
    metadata()
    split()
