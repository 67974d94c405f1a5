/* SPDX-License-Identifier: Apache-2.0 */
/* What commands of SMB2 say behind their header, MS-SMB2 sections 2.2.3 to 2.2.22.  Every offset
 * counts from where that begins. */
#include "smb2.h"
#include "utf16.h"

enum { NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT, TREE_DISCONNECT, CREATE, CLOSE, FLUSH, READ,
       WRITE };

enum { ERROR_SIZE = 9, DIALECTS_MOST = 64, GUID = 16, FILE_ID = 16 };

/* The bytes of the message that a length and an offset say. */
static struct nc_cursor
part(const struct nc_cursor *message, size_t at, size_t length)
{
    return nc_window(message, at, at + length);
}

static void
negotiate_asked(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    uint16_t count = nc_u16_le(in);

    to->securitymode = nc_u16_le(in);
    nc_skip(in, 2);
    to->capabilities = nc_u32_le(in);
    to->guid = nc_bytes(in, GUID);
    nc_skip(in, 8);
    nc_require(in, count <= DIALECTS_MOST, "more than 64 dialects");
    for (int i = 0; i < count && nc_ok(in); i++)
        nc_push(pkt, to, dialects, nc_u16_le(in));
}

static void
negotiate_answered(struct nc_cursor *in, Types__SMB2 *to)
{
    to->securitymode = nc_u16_le(in);
    to->dialect = nc_u16_le(in);
    nc_skip(in, 2);
    to->guid = nc_bytes(in, GUID);
    to->capabilities = nc_u32_le(in);
    to->maxtransactsize = nc_u32_le(in);
    to->maxreadsize = nc_u32_le(in);
    to->maxwritesize = nc_u32_le(in);
}

static void
session_asked(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    uint16_t at, length;

    nc_skip(in, 1);
    to->securitymode = nc_u8(in);
    to->capabilities = nc_u32_le(in);
    nc_skip(in, 4);
    at = nc_u16_le(in);
    length = nc_u16_le(in);
    smb2_ntlm(pkt, part(in, at, length), to);
}

static void
session_answered(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    uint16_t at, length;

    to->sessionflags = nc_u16_le(in);
    at = nc_u16_le(in);
    length = nc_u16_le(in);
    smb2_ntlm(pkt, part(in, at, length), to);
}

static void
tree_asked(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    struct nc_cursor path;
    uint16_t at, length;

    nc_skip(in, 2);
    at = nc_u16_le(in);
    length = nc_u16_le(in);
    path = part(in, at, length);
    nc_require(in, nc_ok(&path), "path beyond its message");
    to->path = utf16_text(pkt, nc_rest(&path));
}

static void
tree_answered(struct nc_cursor *in, Types__SMB2 *to)
{
    to->sharetype = nc_u8(in);
    nc_skip(in, 1);
    to->shareflags = nc_u32_le(in);
    to->capabilities = nc_u32_le(in);
    to->access = nc_u32_le(in);
}

static void
create_asked(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    struct nc_cursor name;
    uint16_t at, length;

    nc_skip(in, 22);
    to->access = nc_u32_le(in);
    to->fileattributes = nc_u32_le(in);
    nc_skip(in, 4);
    to->disposition = nc_u32_le(in);
    to->createoptions = nc_u32_le(in);
    at = nc_u16_le(in);
    length = nc_u16_le(in);
    name = part(in, at, length);
    nc_require(in, nc_ok(&name) || !length, "name beyond its message");
    to->filename = utf16_text(pkt, nc_rest(&name));
}

static void
create_answered(struct nc_cursor *in, Types__SMB2 *to)
{
    nc_skip(in, 2);
    to->createaction = nc_u32_le(in);
    nc_skip(in, 40);
    to->filesize = nc_u64_le(in);
    to->fileattributes = nc_u32_le(in);
    nc_skip(in, 4);
    to->fileid = nc_bytes(in, FILE_ID);
}

static void
close_asked(struct nc_cursor *in, Types__SMB2 *to)
{
    nc_skip(in, 6);
    to->fileid = nc_bytes(in, FILE_ID);
}

static void
close_answered(struct nc_cursor *in, Types__SMB2 *to)
{
    nc_skip(in, 46);
    to->filesize = nc_u64_le(in);
    to->fileattributes = nc_u32_le(in);
}

/* Reading and writing begin alike: where, how much, of which. */
static void
transfer_asked(struct nc_cursor *in, Types__SMB2 *to)
{
    nc_skip(in, 2);
    to->datasize = nc_u32_le(in);
    to->offset = nc_u64_le(in);
    to->fileid = nc_bytes(in, FILE_ID);
}

static void
transfer_answered(struct nc_cursor *in, Types__SMB2 *to)
{
    nc_skip(in, 2);
    to->datasize = nc_u32_le(in);
}

static void
asked(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    switch (to->command) {
    case NEGOTIATE: negotiate_asked(pkt, in, to); break;
    case SESSION_SETUP: session_asked(pkt, in, to); break;
    case TREE_CONNECT: tree_asked(pkt, in, to); break;
    case CREATE: create_asked(pkt, in, to); break;
    case CLOSE: close_asked(in, to); break;
    case READ: case WRITE: transfer_asked(in, to); break;
    }
}

static void
answered(struct nc_packet *pkt, struct nc_cursor *in, Types__SMB2 *to)
{
    switch (to->command) {
    case NEGOTIATE: negotiate_answered(in, to); break;
    case SESSION_SETUP: session_answered(pkt, in, to); break;
    case TREE_CONNECT: tree_answered(in, to); break;
    case CREATE: create_answered(in, to); break;
    case CLOSE: close_answered(in, to); break;
    case READ: case WRITE: transfer_answered(in, to); break;
    }
}

/* An error has nothing of the command's own, section 2.2.2; but who is to log in is told so by
 * one. */
void
smb2_command(struct nc_packet *pkt, struct nc_cursor *message, Types__SMB2 *to)
{
    uint16_t size = nc_u16_le(message);

    if (!to->isresponse)
        asked(pkt, message, to);
    else if (size != ERROR_SIZE || !to->status || to->command == SESSION_SETUP)
        answered(pkt, message, to);
}
