// Tensors, reverse-mode gradients, random streams.
