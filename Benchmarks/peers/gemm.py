"""The matrix-product peer: `cblas_sgemm` of the system's OpenBLAS with its own threads and its own choice of kernel.

Every figure is GFLOP/s of one product C = op(A) · op(B), row-major, for a square and for the three products that a linear
layer makes of a batch of 4096 rows: forward (rows · weightᵀ), input gradient (rows · weight), weight gradient
(rowsᵀ · rows).
"""

import argparse
import ctypes
import ctypes.util
import json
import mmap
import statistics
import time

ROW_MAJOR, PLAIN, TRANSPOSED = 101, 111, 112


def products():
    """(measure, transpose of A, transpose of B, m, n, k) of every product."""
    yield ("square-1024", PLAIN, PLAIN, 1024, 1024, 1024)
    rows = 4096
    for inputs, outputs in ((256, 256), (256, 768), (256, 1024), (1024, 256)):
        name = f"{inputs}-to-{outputs}"
        yield (f"forward-{name}", PLAIN, TRANSPOSED, rows, outputs, inputs)
        yield (f"input-gradient-{name}", PLAIN, PLAIN, rows, inputs, outputs)
        yield (f"weight-gradient-{name}", TRANSPOSED, PLAIN, outputs, inputs, rows)


def load():
    """OpenBLAS and its description of itself."""
    name = ctypes.util.find_library("openblas") or "libopenblas.so.0"
    library = ctypes.CDLL(name)
    library.cblas_sgemm.argtypes = (
        [ctypes.c_int] * 6
        + [ctypes.c_float, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        + [ctypes.c_float, ctypes.c_void_p, ctypes.c_int]
    )
    library.cblas_sgemm.restype = None
    library.openblas_get_config.restype = ctypes.c_char_p
    library.openblas_get_corename.restype = ctypes.c_char_p
    return library


def values(count):
    """`count` floats between -1 and 1, in large pages where the system has them, as our tensors are."""
    memory = mmap.mmap(-1, 4 * count)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        memory.madvise(mmap.MADV_HUGEPAGE)
    period = 4096
    few = (ctypes.c_float * period)(*(((i * 2654435761) % 2000) / 1000 - 1 for i in range(period)))
    memory.write(bytes(few) * (count // period))
    return (ctypes.c_float * count).from_buffer(memory)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.4, help="for each product")
    options = parser.parse_args()
    library = load()
    library.openblas_set_num_threads(options.threads)
    left, right, result = (values(4096 * 1024) for _ in range(3))
    rows = []
    for measure, transpose_a, transpose_b, m, n, k in products():
        lead_a = m if transpose_a == TRANSPOSED else k
        lead_b = k if transpose_b == TRANSPOSED else n
        arguments = (ROW_MAJOR, transpose_a, transpose_b, m, n, k, 1.0, left, lead_a, right, lead_b, 0.0, result, n)
        for _ in range(5):
            library.cblas_sgemm(*arguments)
        times, end = [], time.perf_counter() + options.seconds
        while len(times) < 5 or time.perf_counter() < end:
            begin = time.perf_counter()
            library.cblas_sgemm(*arguments)
            times.append(time.perf_counter() - begin)
        rows.append({"measure": measure, "value": 2e-9 * m * n * k / statistics.median(times), "unit": "GFLOP/s"})
    version = library.openblas_get_config().decode().split()[:2]
    program = " ".join(version + [library.openblas_get_corename().decode()])
    print(json.dumps({"program": program, "rows": rows}), flush=True)


main()
