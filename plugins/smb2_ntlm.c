/* SPDX-License-Identifier: Apache-2.0 */
/* NTLM, MS-NLMP section 2.2.1: a challenge and who answers it.  The answers are not written. */
#include "smb2.h"
#include "utf16.h"

#include <string.h>

enum { CHALLENGE = 2, AUTHENTICATE = 3, UNICODE = 1, LONGEST_TOKEN = 16384 };

static const char signature[] = "NTLMSSP"; /* with its zero */

/* A length, what is allocated, and where in the message it is. */
static struct nc_cursor
field(const struct nc_cursor *message, struct nc_cursor *in)
{
    uint16_t length = nc_u16_le(in);
    uint32_t at;

    nc_skip(in, 2);
    at = nc_u32_le(in);
    return nc_window(message, at, nc_ok(in) ? (size_t)at + length : 0);
}

static char *
text(struct nc_packet *pkt, struct nc_cursor bytes, bool unicode)
{
    return unicode ? utf16_text(pkt, nc_rest(&bytes)) : nc_text(pkt, nc_rest(&bytes));
}

static void
read_challenge(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    struct nc_cursor name = field(in, in);
    uint32_t flags = nc_u32_le(in);

    nc_skip(in, 8);
    if (nc_ok(in))
        to->targetname = text(pkt, name, flags & UNICODE);
}

/* Section 2.2.1.3; flags stand behind all of them. */
static void
read_answer(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    struct nc_cursor domain, user, workstation;
    uint32_t flags;

    field(in, in);
    field(in, in);
    domain = field(in, in);
    user = field(in, in);
    workstation = field(in, in);
    field(in, in);
    flags = nc_u32_le(in);
    if (!nc_ok(in))
        return;
    to->domainname = text(pkt, domain, flags & UNICODE);
    to->username = text(pkt, user, flags & UNICODE);
    to->workstation = text(pkt, workstation, flags & UNICODE);
}

void
smb2_ntlm(struct nc_packet *pkt, struct nc_cursor token, Types__SMB2 *to)
{
    size_t at = nc_find(&token, LONGEST_TOKEN, signature, sizeof signature);
    struct nc_cursor message;
    size_t size;

    if (at == NC_NOT_FOUND)
        return;
    nc_skip(&token, at);
    size = nc_left(&token);
    message = nc_join(pkt, &(ProtobufCBinaryData){ size, nc_rest(&token).data }, 1);
    nc_skip(&message, sizeof signature);
    to->ntlmtype = nc_u32_le(&message);
    if (to->ntlmtype == CHALLENGE)
        read_challenge(pkt, &message, to);
    else if (to->ntlmtype == AUTHENTICATE)
        read_answer(pkt, &message, to);
}
