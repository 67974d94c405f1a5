/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of which nothing is inside, whose length counts their own header. */
#ifndef COUNTED_H
#define COUNTED_H

#include <netcap/plugin.h>

/* Goes to the end of one of which so many bytes were read. */
static inline void
counted_rest(struct nc_cursor *in, uint16_t length, size_t header, size_t read)
{
    nc_require(in, length >= header, "length below that of the header");
    if (nc_ok(in))
        nc_skip(in, length - read);
}

#endif
