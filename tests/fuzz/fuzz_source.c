/* SPDX-License-Identifier: Apache-2.0 */
/* A file of any compression: a byte that says in what portions it is read, then the file.  Its
 * bytes and what is wrong with it are the same whatever the portions, and lie where they should.
 *
 * But for xz: with more space liblzma goes on for longer before it sees that a block is damaged. */
#include "fuzz.h"

#include "source/source.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PORTION_MAX = 1 << 16, BYTES_MAX = 1 << 18, GUARD = 16, READS_MAX = 20000 };

struct outcome {
    uint64_t size;
    char damage[256];
    bool xz;
    uint8_t bytes[BYTES_MAX];
};

/* So much at a time, up to BYTES_MAX. */
static void
read_all(struct outcome *came, const char *path, size_t portion)
{
    static uint8_t to[PORTION_MAX + GUARD];
    struct source *source = source_open(path);
    ssize_t n = 1;

    if (!source)
        broken("a file cannot be opened");
    for (came->size = 0; (n > 0 || n == SOURCE_WAIT) && came->size < BYTES_MAX;
         came->size += n > 0 ? (uint64_t)n : 0) {
        size_t left = BYTES_MAX - came->size, wanted = portion < left ? portion : left;

        memset(to + wanted, 0xa5, GUARD);
        n = source_read(source, to, wanted, -1);
        if (n > (ssize_t)wanted || n < SOURCE_WAIT)
            broken("more was read than was asked for");
        for (size_t i = 0; i < GUARD; i++)
            if (to[wanted + i] != 0xa5)
                broken("bytes were written behind those asked for");
        if (n > 0)
            memcpy(came->bytes + came->size, to, (size_t)n);
    }
    if (n == -1 && !source_damage(source))
        broken("damage without a word on it");
    snprintf(came->damage, sizeof came->damage, "%s", n == -1 ? source_damage(source) : "");
    came->xz = strcmp(source_compression(source), "xz") == 0;
    source_close(source);
}

static bool
is_same(const struct outcome *a, const struct outcome *b)
{
    size_t size = a->size < b->size ? a->size : b->size;

    if (memcmp(a->bytes, b->bytes, size) != 0 || !*a->damage != !*b->damage)
        return false;
    return (a->xz && *a->damage) || (a->size == b->size && strcmp(a->damage, b->damage) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct outcome whole, again;
    static const size_t portions[] = { 1, 7, 100, 511, 4096, 5000, 65535, 2 };
    struct taker input = { bytes, bytes + size };
    size_t portion = portions[take8(&input) % 8];
    char path[FUZZ_PATH];
    int file = open_bytes(input.at, taker_left(&input), path);
    read_all(&whole, path, PORTION_MAX);
    if (whole.size / portion < READS_MAX) { /* or it takes too long */
        read_all(&again, path, portion);
        if (!is_same(&whole, &again))
            broken("%zu bytes at a time: %llu bytes and \"%s\", else %llu and \"%s\"", portion,
                   (unsigned long long)again.size, again.damage, (unsigned long long)whole.size,
                   whole.damage);
    }
    close(file);
    return 0;
}
