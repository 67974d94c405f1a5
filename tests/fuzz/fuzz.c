/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "readable.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint8_t room[RECORD_MAX];

void
broken(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "fuzz: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    abort();
}

uint32_t
take8(struct taker *t)
{
    return t->at < t->end ? *t->at++ : 0;
}

uint32_t
take16(struct taker *t)
{
    uint32_t low = take8(t);

    return low | take8(t) << 8;
}

uint32_t
take32(struct taker *t)
{
    uint32_t low = take16(t);

    return low | take16(t) << 16;
}

const uint8_t *
take_bytes(struct taker *t, size_t wanted, size_t *size)
{
    const uint8_t *at = t->at;

    *size = wanted < taker_left(t) ? wanted : taker_left(t);
    t->at += *size;
    return at;
}

int
open_bytes(const uint8_t *bytes, size_t size, char path[FUZZ_PATH])
{
    int file = memfd_create("input", MFD_CLOEXEC);

    if (file < 0 || write(file, bytes, size) != (ssize_t)size)
        broken("the input cannot be written to a file");
    snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", file);
    return file;
}

uint64_t
digest(uint64_t so_far, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        so_far = (so_far ^ at[i]) * UINT64_C(0x100000001b3);
    return so_far;
}

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *size)
{
    (void)sink;
    (void)plugin;
    *size = wanted < sizeof room ? wanted : sizeof room;
    return wanted <= sizeof room ? room : NULL;
}

static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    struct record_digest *to = (struct record_digest *)(void *)sink;
    const char *why = unreadable(&to->plugins->list[plugin].is, room, used);

    if (why)
        broken("%s", why);
    to->digest = digest(to->digest, &plugin, sizeof plugin);
    to->digest = digest(to->digest, room, used);
    to->records++;
}

struct record_digest
record_digest(const struct plugins *plugins)
{
    return (struct record_digest){ { reserve, commit }, plugins, DIGEST, 0 };
}

void *
zeros(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);

    if (at == MAP_FAILED)
        broken("no memory of %zu bytes", size);
    return at;
}

void
zero_again(void *at, size_t size)
{
    if (madvise(at, size, MADV_DONTNEED))
        broken("memory cannot be given back");
}
