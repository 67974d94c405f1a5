/* SPDX-License-Identifier: Apache-2.0 */
/* Streams that are known by the bytes with which they begin. */
#ifndef BEGINS_H
#define BEGINS_H

#include <netcap/plugin.h>

#include <string.h>

/* Whether the bytes begin with all n of these. */
static inline enum nc_answer
begins_with(ProtobufCBinaryData bytes, const void *with, size_t n)
{
    if (!bytes.len)
        return NC_MORE;
    if (memcmp(bytes.data, with, bytes.len < n ? bytes.len : n) != 0)
        return NC_NO;
    return bytes.len < n ? NC_MORE : NC_YES;
}

/* .stream of what flows name and nobody reads. */
static inline void
begins_and_passes(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in,
                  void *state)
{
    (void)is;
    (void)in;
    (void)state;
    nc_pass(pkt, UINT64_MAX);
}

#endif
