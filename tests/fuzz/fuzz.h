/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets share.  A target is one function that takes any bytes and returns, or stops the
 * program where something is not as it must be. */
#ifndef FUZZ_H
#define FUZZ_H

#include "dissect/emit.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Says what is wrong and stops the program. */
_Noreturn void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The input, taken from its front; behind its end there are zeros. */
struct taker {
    const uint8_t *at, *end;
};

static inline size_t
taker_left(const struct taker *t)
{
    return (size_t)(t->end - t->at);
}

/* Numbers of one, two and four bytes, the lowest first. */
uint32_t take8(struct taker *);
uint32_t take16(struct taker *);
uint32_t take32(struct taker *);

/* So many bytes, or those that are left; their number in *size. */
const uint8_t *take_bytes(struct taker *, size_t wanted, size_t *size);

/* A file of these bytes, as long as it is open. */
enum { FUZZ_PATH = 64 };
int open_bytes(const uint8_t *bytes, size_t size, char path[FUZZ_PATH]);

/* FNV-1a over what came out, to compare it. */
#define DIGEST UINT64_C(0xcbf29ce484222325)
uint64_t digest(uint64_t so_far, const void *bytes, size_t size);

/* A sink whose records must be readable. */
struct record_digest {
    struct record_sink sink;
    const struct plugins *plugins;
    uint64_t digest; /* of all that was written */
    uint64_t records;
};

struct record_digest record_digest(const struct plugins *);

/* Memory of zeros, and zeros once more. */
void *zeros(size_t size);
void zero_again(void *, size_t size);

#endif
