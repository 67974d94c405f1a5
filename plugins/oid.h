/* SPDX-License-Identifier: Apache-2.0 */
/* An object identifier as text, X.690 section 8.19. */
#ifndef OID_H
#define OID_H

#include <netcap/plugin.h>

enum { OID_ARC_TEXT = 20, OID_TOP = 40, OID_TOPS = 2 };

/* The decimal digits of an arc. */
static inline char *
oid_put(char *to, uint64_t arc)
{
    char digits[OID_ARC_TEXT];
    int n = 0;

    do {
        digits[n++] = (char)('0' + arc % 10);
        arc /= 10;
    } while (arc);
    while (n)
        *to++ = digits[--n];
    return to;
}

/* Seven bits a byte, the highest bit says that more follow. */
static inline uint64_t
oid_arc(struct nc_cursor *in)
{
    uint64_t arc = 0;
    uint8_t byte;

    do {
        byte = nc_u8(in);
        nc_require(in, arc >> 57 == 0, "number beyond 64 bits");
        arc = arc << 7 | (byte & 127);
    } while (byte & 128);
    return arc;
}

/* All that is left as numbers with dots between them; no bytes, no text. */
static inline char *
oid_text(struct nc_packet *pkt, struct nc_cursor *in)
{
    /* No byte gives more than four characters; the first gives two numbers. */
    char *text = nc_alloc(pkt, 4 * nc_left(in) + 4), *to = text;

    while (nc_left(in)) {
        uint64_t arc = oid_arc(in);

        if (to == text) {
            uint64_t top = arc / OID_TOP < OID_TOPS ? arc / OID_TOP : OID_TOPS;

            to = oid_put(to, top);
            arc -= top * OID_TOP;
        }
        *to++ = '.';
        to = oid_put(to, arc);
    }
    *to = '\0';
    return text;
}

#endif
