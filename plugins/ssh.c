/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Shell, known by the line with which each side begins, RFC 4253 section 4.2: so that flows
 * can name it.  The rest is encrypted but for key exchanges, of which there is no record. */
#include "begins.h"

static const char identification[] = "SSH-";

/* Version 2.0, or 1.99 and others before it, section 5.1: a digit follows. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    size_t n = sizeof identification - 1;
    enum nc_answer answer = begins_with(bytes, identification, n);

    (void)is;
    if (answer != NC_YES)
        return answer;
    if (bytes.len == n)
        return NC_MORE;
    return bytes.data[n] == '1' || bytes.data[n] == '2' ? NC_YES : NC_NO;
}

NC_PLUGIN(ssh,
    .name   = "SSH",
    .about  = "Secure Shell, recognised and not decoded",
    .probe  = probe,
    .stream = begins_and_passes);
