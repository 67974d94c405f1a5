/* SPDX-License-Identifier: Apache-2.0 */
#include "base/our_file.h"

#include <stddef.h>
#include <string.h>

/* Whether something stands before the ending, which is of the first `length` bytes. */
static bool
has_ending(const char *name, size_t length, const char *ending)
{
    size_t n = strlen(ending);

    return length > n && memcmp(name + length - n, ending, n) == 0;
}

static bool
is(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

bool
our_file_is_part(const char *name)
{
    return has_ending(name, strlen(name), OUR_PART);
}

enum our_file
our_file(const char *name)
{
    size_t length = strlen(name);

    if (strchr(name, '/'))
        return OUR_NONE;
    if (is(name, length, OUR_LOCK_NAME))
        return OUR_LOCK;
    if (our_file_is_part(name))
        length -= strlen(OUR_PART);
    if (is(name, length, OUR_REPORT_NAME))
        return OUR_REPORT;
    if (is(name, length, "unknown.pcapng.gz") || is(name, length, "errors.pcapng.gz"))
        return OUR_PACKETS;
    if (has_ending(name, length, ".ncap") || has_ending(name, length, ".ncap.gz"))
        return OUR_RECORDS;
    return OUR_NONE;
}
