/* SPDX-License-Identifier: Apache-2.0 */
/* What values and literals are compared as: a number, or bytes. */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Holds every integer of protobuf, and a time in nanoseconds. */
__extension__ typedef __int128 wide __attribute__((aligned(8))); /* as a pool aligns */

struct key {
    bool is_bytes, is_real;
    wide whole; /* of a number that is not real */
    double real;
    const uint8_t *bytes;
    size_t size;
};

/* How the left one stands to the right one; of a real number that is none, NaN, nothing holds but
 * that it is another. */
enum key_order { KEY_LESS = 1, KEY_EQUAL = 2, KEY_GREATER = 4, KEY_OTHER = 8 };
enum key_order key_compare(const struct key *, const struct key *);

enum { KEY_ADDRESS = 17 };

/* An IP address as bytes that stand in the order of addresses, those of version 4 first.  False: it
 * is none.  As text, and as its 4 or 16 bytes. */
bool key_address_text(const void *text, size_t size, uint8_t key[KEY_ADDRESS]);
bool key_address_bytes(const uint8_t *bytes, size_t size, uint8_t key[KEY_ADDRESS]);

/* The bytes of a link address, "00:00:5e:00:53:01": how many; 0: it is none. */
enum { KEY_MAC = 20 };
size_t key_mac_text(const void *text, size_t size, uint8_t key[KEY_MAC]);

#endif
