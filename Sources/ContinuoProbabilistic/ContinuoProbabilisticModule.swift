// Sequence models that are not networks.
