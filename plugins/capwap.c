/* SPDX-License-Identifier: Apache-2.0 */
/* Data between access points and their controller, CAPWAP, RFC 5415 section 4: frames of Ethernet,
 * or as they were in the air, RFC 5416 section 4. */
#include "foreign.h"
#include "inner.h"
#include "linktypes.h"
#include "swapped.h"

enum { PLAIN = 0, DTLS = 1, DTLS_REST = 3, WORD = 4, LEAST_WORDS = 2, ETHERNET = 0x6558 };
enum { NATIVE = 0x100, FRAGMENT = 0x80, WIRELESS = 0x20, RADIO = 0x10, ALIVE = 0x08 };
enum { BINDING_AT = 9, BINDING = 31, LENGTH_AT = 19, IEEE_802_11 = 1 };
enum { VERSION_BITS = 3, KIND_BITS = 12, EXTENSION = 12, NEVER_ASKING = 0xe0 };

/* The version, which is 0, stands in the last bits. */
static bool
is_kind(uint8_t control)
{
    return !(control & VERSION_BITS) && (control & KIND_BITS) != EXTENSION;
}

/* Some access points have both bytes of a frame's control the other way round.  The flags of data
 * from and to them are of no version there is.  Those of other frames are mostly 0, which would be
 * a request to associate, and the kind its flags, of which it never has some: more data, protected,
 * in order. */
static void
next_in_the_air(struct nc_packet *pkt, const struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);
    uint8_t first = nc_u8(&ahead), second = nc_u8(&ahead);

    if (!nc_ok(&ahead))
        return;
    if (is_kind(second) && (!is_kind(first) || (first == 0 && second & NEVER_ASKING)))
        nc_next(pkt, SWAPPED_FRAME, 0);
    else if (is_kind(first))
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_IEEE802_11);
}

/* Behind the preamble: words, radio, kind of wireless network, flags; then numbers of fragments.
 * Fragments are not put together. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t preamble = nc_u8(in);
    uint32_t flags;
    size_t words;

    (void)record;
    nc_require(in, preamble >> 4 == 0, "version is not 0");
    if ((preamble & 15) == DTLS) {
        nc_skip(in, DTLS_REST);
        return;
    }
    nc_require(in, (preamble & 15) == PLAIN, "header of an unknown kind");
    flags = nc_u24(in);
    words = flags >> LENGTH_AT;
    nc_require(in, words >= LEAST_WORDS, "length below that of the header");
    if (nc_ok(in))
        nc_skip(in, (words - 1) * WORD);
    if (flags & (FRAGMENT | ALIVE) || !nc_left(in))
        return;
    if (!(flags & NATIVE))
        nc_next(pkt, NC_ETHERTYPE, ETHERNET);
    else if ((flags >> BINDING_AT & BINDING) == IEEE_802_11)
        next_in_the_air(pkt, in);
}

/* An address of a radio, and what is known of the air, each behind its length and filled up to
 * whole words, take all that the header says it has. */
static bool
is_filled(struct nc_cursor optional, uint32_t flags)
{
    for (uint32_t flag = RADIO; flag <= WIRELESS; flag <<= 1)
        if (flags & flag) {
            size_t length = nc_u8(&optional);

            nc_skip(&optional, length + (WORD - 1 - length % WORD) % WORD);
        }
    return nc_ok(&optional) && !nc_left(&optional);
}

static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t preamble = nc_u8(first);
    uint32_t flags = nc_u24(first), fragment;
    size_t words = preamble ? LEAST_WORDS : flags >> LENGTH_AT;
    enum nc_answer inside = NC_MORE;

    nc_require(first, preamble >> 4 == 0, "version is not 0");
    nc_require(first, (preamble & 15) <= DTLS, "header of an unknown kind");
    if ((preamble & 15) == DTLS)
        return NC_MORE;
    fragment = nc_u32(first);
    nc_require(first, words >= LEAST_WORDS, "length below that of the header");
    nc_require(first, flags & FRAGMENT || !(fragment & ~7u), "number of a fragment that is none");
    nc_require(first, nc_ok(first) &&
               is_filled(nc_slice(first, (words - LEAST_WORDS) * WORD), flags),
               "header that is not filled");
    if (!(flags & (NATIVE | FRAGMENT | ALIVE)))
        inside = inner_ethernet(*first, is->cut);
    nc_require(first, inside != NC_NO, "no frame inside");
    return inside;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(capwap,
    .name   = "CAPWAP",
    .about  = "Frames between access points and their controller, RFC 5415",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 5247)),
    .decode = decode,
    .recognise = recognise);
