// Files: readers and writers of the formats that Continuo takes and gives.
