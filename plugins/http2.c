/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/2, known by the preface with which a client begins, RFC 9113 section 3.4, and by the
 * settings with which a server does where the client is not captured: so that flows can name it.
 * Heads are compressed, and there is no record of them. */
#include "begins.h"

enum { SETTING = 6, SETTINGS = 4, MOST_SETTINGS = 32, MOST_NUMBER = 0x1f };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/* Section 6.5: a frame of settings, none of which answers any, of the stream 0; those that are told
 * have numbers, the first one of those that are assigned.  What has not come yet is taken to be of
 * such a frame. */
static enum nc_answer
begins_with_settings(ProtobufCBinaryData bytes)
{
    uint8_t head[] = { 0, 0, SETTING, SETTINGS, 0, 0, 0, 0, 0, 0, 1 };
    size_t there = bytes.len < sizeof head ? bytes.len : sizeof head;
    uint32_t size, stream, first;

    memcpy(head, bytes.data, there);
    size = (uint32_t)head[0] << 16 | (uint32_t)head[1] << 8 | head[2];
    stream = (uint32_t)head[5] << 24 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8];
    first = (uint32_t)head[9] << 8 | head[10];
    if (head[3] != SETTINGS || head[4] || stream || !size || size % SETTING != 0 ||
        size > MOST_SETTINGS * SETTING || first == 0 || first > MOST_NUMBER)
        return NC_NO;
    return there < sizeof head ? NC_MORE : NC_YES;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer answer = begins_with(bytes, preface, sizeof preface - 1);

    (void)is;
    return answer == NC_NO ? begins_with_settings(bytes) : answer;
}

NC_PLUGIN(http2,
    .name   = "HTTP2",
    .about  = "Hypertext Transfer Protocol 2, recognised and not decoded",
    .probe  = probe,
    .stream = begins_and_passes);
