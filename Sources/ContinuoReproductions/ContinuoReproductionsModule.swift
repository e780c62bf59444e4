// Claims of the catalogue, measured.
