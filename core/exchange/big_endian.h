/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers with their highest byte first, as networks have them. */
#ifndef BIG_ENDIAN_H
#define BIG_ENDIAN_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline void
put_u32(uint8_t *to, uint32_t number)
{
    number = htobe32(number);
    memcpy(to, &number, sizeof number);
}

static inline void
put_u64(uint8_t *to, uint64_t number)
{
    number = htobe64(number);
    memcpy(to, &number, sizeof number);
}

static inline uint32_t
get_u32(const uint8_t *from)
{
    uint32_t number;

    memcpy(&number, from, sizeof number);
    return be32toh(number);
}

static inline uint64_t
get_u64(const uint8_t *from)
{
    uint64_t number;

    memcpy(&number, from, sizeof number);
    return be64toh(number);
}

#endif
