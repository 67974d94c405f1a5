/* SPDX-License-Identifier: Apache-2.0 */
/* The same bytes give the same member in every process: ISA-L 2.30 let the address of its state
 * decide, so the state is put on stacks all over the address space here. */
#include "base/compress.h"

#include "harness.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

enum { SIZE = 1 << 18, CAPACITY = SIZE + (SIZE >> 3), SAMPLES = 256, PLACES = 32, STACK = 1 << 20 };

static uint8_t raw[SIZE];

/* Bytes that repeat here and there, as records do. */
static void
fill(uint32_t seed)
{
    for (size_t i = 0; i < SIZE; i++) {
        seed = seed * 1103515245 + 12345;
        raw[i] = (seed >> 16) % 4 ? (uint8_t)(i % 23) : (uint8_t)(seed >> 20);
    }
}

/* Short blocks show it best; between them come others, as a worker gets them. */
static void *
pack_samples(void *sums)
{
    uint8_t *to = malloc(CAPACITY);

    for (size_t i = 0; to && i < SAMPLES; i++) {
        size_t size = compress_block(raw + 100 * i, 20 + i, to, CAPACITY);

        ((uint32_t *)sums)[i] = (uint32_t)crc32(0, to, (uInt)size);
        if (i % 8 == 0)
            compress_block(raw, SIZE / 4 + i, to, CAPACITY);
    }
    free(to);
    return NULL;
}

static void
pack_on_stack_at(uintptr_t address, uint32_t *sums)
{
    void *stack =
        mmap((void *)address, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;

    CU_ASSERT_TRUE_FATAL(stack != MAP_FAILED);
    pthread_attr_init(&attributes);
    CU_ASSERT_EQUAL_FATAL(pthread_attr_setstack(&attributes, stack, STACK), 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, &attributes, pack_samples, sums), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    munmap(stack, STACK);
}

static void
a_block_is_packed_alike_in_every_place(void)
{
    static uint32_t sums[PLACES][SAMPLES];

    fill(7);
    for (size_t i = 0; i < PLACES; i++) {
        pack_on_stack_at((uintptr_t)0x100000000000 + i * 0x123456000, sums[i]);
        CU_ASSERT_EQUAL(memcmp(sums[0], sums[i], sizeof sums[0]), 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_block_is_packed_alike_in_every_place),
                                           SENTENCES_END };

    return sentences("compress_places", own);
}
