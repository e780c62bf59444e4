// Which distribution, and how it is learnt.
