/* SPDX-License-Identifier: Apache-2.0 */
/* An object identifier as text, X.690 section 8.19. */
#include "linklayerdiscoveryinfo.h"

enum { ARC_TEXT = 20, TOP = 40, TOPS = 2 };

/* The decimal digits of an arc. */
static char *
put_arc(char *to, uint64_t arc)
{
    char digits[ARC_TEXT];
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
static uint64_t
read_arc(struct nc_cursor *in)
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

char *
linklayerdiscoveryinfo_oid(struct nc_packet *pkt, struct nc_cursor *in)
{
    /* No byte gives more than four characters; the first gives two numbers. */
    char *text = nc_alloc(pkt, 4 * nc_left(in) + 4), *to = text;

    while (nc_left(in)) {
        uint64_t arc = read_arc(in);

        if (to == text) {
            uint64_t top = arc / TOP < TOPS ? arc / TOP : TOPS;

            to = put_arc(to, top);
            arc -= top * TOP;
        }
        *to++ = '.';
        to = put_arc(to, arc);
    }
    *to = '\0';
    return text;
}
