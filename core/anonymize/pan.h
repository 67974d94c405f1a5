/* SPDX-License-Identifier: Apache-2.0 */
/* Crypto-PAn: addresses replaced so that two which begin with the same bits, and no more, do so
 * afterwards, too.  J. Xu, J. Fan, M. H. Ammar, S. B. Moon, "Prefix-Preserving IP Address
 * Anonymization", ICNP 2002; of IPv6 the same with 128 bits. */
#ifndef PAN_H
#define PAN_H

#include <nettle/aes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAN_KEY = 32, PAN_LONGEST = 16 };

struct pan {
    struct aes128_ctx aes;
    uint8_t pad[AES_BLOCK_SIZE];
};

/* 16 bytes that are the cipher's key, 16 of which the padding is made. */
void pan_begin(struct pan *, const uint8_t key[PAN_KEY]);

/* Whether the bit behind the first `depth` ones is flipped in addresses that begin with these: any
 * choice of flips preserves prefixes, and this one nobody can tell without the key. */
bool pan_flips(const struct pan *, const uint8_t *address, unsigned depth);

/* An address of so many bytes, as the authors' program maps it; not in place. */
void pan_map(const struct pan *, const uint8_t *from, uint8_t *to, size_t size);

#endif
