/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/pan.h"

#include <string.h>

void
pan_begin(struct pan *pan, const uint8_t key[PAN_KEY])
{
    aes128_set_encrypt_key(&pan->aes, key);
    aes128_encrypt(&pan->aes, sizeof pan->pad, pan->pad, key + AES128_KEY_SIZE);
}

bool
pan_flips(const struct pan *pan, const uint8_t *address, unsigned depth)
{
    uint8_t block[AES_BLOCK_SIZE];
    unsigned whole = depth / 8, rest = 0xff00u >> depth % 8 & 0xff;

    memcpy(block, pan->pad, sizeof block);
    memcpy(block, address, whole);
    if (rest)
        block[whole] = (uint8_t)((address[whole] & rest) | (pan->pad[whole] & ~rest));
    aes128_encrypt(&pan->aes, sizeof block, block, block);
    return block[0] >> 7;
}

void
pan_map(const struct pan *pan, const uint8_t *from, uint8_t *to, size_t size)
{
    memcpy(to, from, size);
    for (unsigned depth = 0; depth < 8 * size; depth++)
        if (pan_flips(pan, from, depth))
            to[depth / 8] ^= (uint8_t)(0x80 >> depth % 8);
}
