/* SPDX-License-Identifier: Apache-2.0 */
/* A text as a name and as a URL, kept and hashed: what becomes of it is the same each time, and not
 * much longer. */
#include "fuzz.h"

#include "anonymize/names.h"

#include <string.h>

enum { LONGER = 40 }; /* for each byte: a label of one letter becomes a word */

static const uint8_t key[PAN_KEY] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static struct secret secret;
static struct addresses addresses = { .secret = &secret };
static struct names names = { .addresses = &addresses, .small.fd = -1, .plain.fd = -1 };
static struct textbuf first = { .fd = -1 }, second = { .fd = -1 };

static void
put_twice(void (*how)(struct names *, const char *, size_t, struct textbuf *), const char *text,
          size_t size)
{
    first.used = second.used = 0;
    how(&names, text, size, &first);
    how(&names, text, size, &second);
    if (first.used != second.used || (first.used && memcmp(first.data, second.data, first.used)))
        broken("the same text becomes two");
    if (first.used > LONGER * (size + 1))
        broken("a text becomes far longer");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool begun;

    if (!begun)
        secret_begin(&secret, key);
    begun = true;
    for (int hashed = 0; hashed < 2; hashed++) {
        names.hashed = hashed;
        put_twice(names_put, (const char *)data, size);
        put_twice(names_put_url, (const char *)data, size);
    }
    return 0;
}
