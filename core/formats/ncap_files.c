/* SPDX-License-Identifier: Apache-2.0 */
/* Records as they are, behind a header that says what they are or behind nothing. */
#include "base/wire.h"
#include "formats/file_format.h"

enum { BLOCK_SIZE = 256 << 10 };

/* So that it is on disk at once, and says of a file that grows what it is. */
static bool
ncap_begin(const struct file_plan *plan, struct textbuf *to, char *why, size_t why_size)
{
    size_t size = types__header__get_packed_size(plan->header);
    uint8_t *at = (uint8_t *)textbuf_space(to, WIRE_VARINT_MAX + size), *end;

    (void)why;
    (void)why_size;
    end = wire_put_varint(at, size);
    end += types__header__pack(plan->header, end);
    to->used += (size_t)(end - at);
    return true;
}

static bool
proto_begin(const struct file_plan *plan, struct textbuf *to, char *why, size_t why_size)
{
    (void)plan;
    (void)to;
    (void)why;
    (void)why_size;
    return true;
}

const struct file_format file_format_ncap = {
    .name = "ncap",
    .suffix = ".ncap",
    .block_size = BLOCK_SIZE,
    .begin = ncap_begin,
};

/* A file named .proto would be taken for a schema. */
const struct file_format file_format_proto = {
    .name = "proto",
    .suffix = ".pb",
    .block_size = BLOCK_SIZE,
    .begin = proto_begin,
};
