// How information moves between positions.
