/// The most sequences that one task of a recurrent cell takes through time.
#ifndef CK_RECURRENT_SIZES_H
#define CK_RECURRENT_SIZES_H

#define CK_RECURRENT_ROWS 8

#endif
