/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/addresses.h"

#include "base/keyhash.h"

#include <string.h>

enum { V4 = 4, V6 = 16, ALL4 = 32, ALL6 = 128, V4_IN_V6 = 96 };

/* Addresses that begin with these bits: no bit is flipped before the one of this number, and behind
 * it as in others, or, where they end with an address of version 4, as in that. */
struct special {
    uint8_t begins[PAN_LONGEST];
    uint8_t length, upto;
    bool embeds;
};

/* RFC 6890 and RFC 5771, and a group of which every device is a member: the own network and
 * nobody, one's own host, link-local ones, the groups of protocols, other groups, all. */
static const struct special specials4[] = {
    { { 0 }, 8, ALL4, false },
    { { 127 }, 8, ALL4, false },
    { { 169, 254 }, 16, 16, false },
    { { 224, 0, 0 }, 23, ALL4, false },
    { { 239, 255, 255, 250 }, ALL4, ALL4, false },
    { { 224 }, 4, 4, false },
    { { 255, 255, 255, 255 }, ALL4, ALL4, false },
};

/* Numbers of 32 bits of one scope that IANA gives, RFC 3307: no more of a group is nobody's. */
#define GROUPS_OF(scope)                                                                           \
    {                                                                                              \
        { 0xff, scope }, 96, ALL6, false                                                           \
    }

/* RFC 4291, 6052 and 7346: nobody and one's own host are an address of version 4 each; others that
 * hold one; link-local ones; groups that hold bits of an address (solicited nodes) or a hash of a
 * name (RFC 4620), groups of protocols, and others, which may hold a network (RFC 3306). */
static const struct special specials6[] = {
    { { 0 }, V4_IN_V6, V4_IN_V6, true },
    { { [10] = 0xff, [11] = 0xff }, V4_IN_V6, V4_IN_V6, true },
    { { 0x00, 0x64, 0xff, 0x9b }, V4_IN_V6, V4_IN_V6, true },
    { { 0xfe, 0x80 }, 64, 64, false },
    { { 0xff, 0x02, [11] = 1, [12] = 0xff }, 104, 104, false },
    { { 0xff, 0x02, [11] = 2, [12] = 0xff }, 104, 104, false },
    GROUPS_OF(0x01),
    GROUPS_OF(0x02),
    GROUPS_OF(0x03),
    GROUPS_OF(0x04),
    GROUPS_OF(0x05),
    GROUPS_OF(0x08),
    GROUPS_OF(0x0e),
    { { 0xff }, 8, 16, false },
};

static bool
same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    unsigned whole = bits / 8, rest = 0xff00u >> bits % 8 & 0xff;

    return memcmp(a, b, whole) == 0 && (!rest || ((a[whole] ^ b[whole]) & rest) == 0);
}

/* What says whether the bit behind `depth` is flipped: the first that the address is in, or on the
 * way to; NULL: the cipher. */
static const struct special *
special_of(const uint8_t *address, size_t size, unsigned depth)
{
    const struct special *all = size == V4 ? specials4 : specials6;
    size_t n = size == V4 ? sizeof specials4 / sizeof *all : sizeof specials6 / sizeof *all;

    for (size_t i = 0; i < n; i++)
        if (same_bits(address, all[i].begins, depth < all[i].length ? depth : all[i].length))
            return &all[i];
    return NULL;
}

/* Whether that bit is one of what is kept. */
static bool
is_kept_bit(const uint8_t *address, size_t size, unsigned depth)
{
    const struct special *special = special_of(address, size, depth);

    if (special && depth >= special->upto && special->embeds)
        return is_kept_bit(address + V6 - V4, V4, depth - V4_IN_V6);
    return special && depth < special->upto;
}

static bool
flips(const struct secret *secret, const uint8_t *address, size_t size, unsigned depth)
{
    const struct special *special = special_of(address, size, depth);

    if (special && special->embeds)
        return flips(secret, address + V6 - V4, V4, depth - V4_IN_V6);
    return pan_flips(&secret->pan, address, depth);
}

/* The cipher leaves one address in 20000 as it is: where its bits are those of the padding it sees
 * the same at many depths.  Such ones are given the last bit of their neighbour, which is as good a
 * choice of flips as any. */
static void
map_bits(const struct secret *secret, const uint8_t *from, uint8_t *to, size_t size, unsigned bits)
{
    bool same = true;

    memset(to, 0, size);
    for (unsigned depth = 0; depth < bits; depth++) {
        unsigned bit = 0x80 >> depth % 8, was = from[depth / 8] & bit;
        bool last = depth + 1 == 8 * size;

        if (!is_kept_bit(from, size, depth) &&
            ((last && same) || flips(secret, from, size, depth))) {
            was ^= bit;
            same = false;
        }
        to[depth / 8] |= (uint8_t)was;
    }
}

void
addresses_map_prefix(struct addresses *a, const uint8_t *from, uint8_t *to, size_t size,
                     unsigned bits)
{
    uint8_t copy[PAN_LONGEST];

    memcpy(copy, from, size);
    map_bits(a->secret, copy, to, size, bits < 8 * size ? bits : (unsigned)(8 * size));
}

void
addresses_map(struct addresses *a, const uint8_t *from, uint8_t *to, size_t size)
{
    struct addresses_cell *cell = &a->kept[keyhash(size, from, size) % ADDRESSES_KEPT];

    if (cell->size != size || memcmp(cell->from, from, size) != 0) {
        memcpy(cell->from, from, size);
        map_bits(a->secret, cell->from, cell->to, size, (unsigned)(8 * size));
        cell->size = (uint8_t)size;
    }
    memcpy(to, cell->to, size);
}

bool
addresses_keeps(const uint8_t *address, size_t size)
{
    return is_kept_bit(address, size, (unsigned)(8 * size - 1));
}

/* ---- links ---- */

enum { MAC = 6, VENDOR = 3, GROUP = 1, LOCAL = 2 };

/* Groups that are numbers of protocols, by what they begin with: IEEE 802.1D and 802.1Q, Cisco,
 * IEEE 1588, DEC and OSI, AppleTalk, Nortel, IEC 61850, PROFINET, configuration testing. */
static const struct {
    uint8_t begins[MAC];
    uint8_t size;
} group_numbers[] = {
    { { 0x01, 0x80, 0xc2 }, 3 },
    { { 0x01, 0x00, 0x0c, 0xcc, 0xcc }, 5 },
    { { 0x01, 0x00, 0x0c, 0xcd }, 4 },
    { { 0x01, 0x1b, 0x19, 0x00, 0x00 }, 5 },
    { { 0x09, 0x00, 0x2b }, 3 },
    { { 0xab, 0x00 }, 2 },
    { { 0x09, 0x00, 0x07 }, 3 },
    { { 0x01, 0x00, 0x81, 0x00, 0x01 }, 5 },
    { { 0x01, 0x0c, 0xcd }, 3 },
    { { 0x01, 0x0e, 0xcf }, 3 },
    { { 0xcf, 0x00, 0x00 }, 3 },
    { { 0x03, 0x00, 0x00, 0x00 }, 4 },
    { { 0x01, 0x00, 0x5e, 0x00, 0x00 }, 5 }, /* RFC 1112, section 6.4: 224.0.0.0/24 */
    { { 0x01, 0x00, 0x5e, 0x00, 0x01 }, 5 },
    { { 0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa }, 6 },
    { { 0x33, 0x33, 0x00, 0x00 }, 4 }, /* RFC 2464, section 7 */
    { { 0x33, 0x33, 0x00, 0x01, 0x00 }, 5 },
};

static bool
is_kept_link(const uint8_t *address, size_t size)
{
    bool alike = true;

    for (size_t i = 1; i < size && alike; i++)
        alike = address[i] == address[0];
    if (alike && (address[0] == 0 || address[0] == 0xff))
        return true;
    for (size_t i = 0; i < sizeof group_numbers / sizeof *group_numbers && size == MAC; i++)
        if (memcmp(address, group_numbers[i].begins, group_numbers[i].size) == 0)
            return true;
    return false;
}

static uint64_t
number_of(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Permutes the last `bits` bits; what stands before says which permutation it is. */
static void
permute_end(const struct secret *secret, uint8_t *address, size_t size, unsigned bits)
{
    uint64_t number = number_of(address, size), mask = (UINT64_C(1) << bits) - 1;

    number = (number & ~mask) | secret_permute(secret, number & ~mask, bits, number & mask);
    for (size_t i = size; i-- > 0; number >>= 8)
        address[i] = (uint8_t)number;
}

/* That of RFC 2464 for solicited nodes: as the address of the group is, so is this. */
static void
map_solicited(struct addresses *a, uint8_t *address)
{
    uint8_t group[V6] = { 0xff, 0x02, [11] = 1, [12] = 0xff };

    memcpy(group + 13, address + 3, 3);
    addresses_map(a, group, group, sizeof group);
    memcpy(address + 3, group + 13, 3);
}

static void
map_mac(struct addresses *a, uint8_t *address)
{
    static const uint8_t solicited[] = { 0x33, 0x33, 0xff }, ip[] = { 0x01, 0x00, 0x5e };
    uint8_t bits = address[0] & (GROUP | LOCAL);

    if (memcmp(address, solicited, sizeof solicited) == 0) {
        map_solicited(a, address);
    } else if (memcmp(address, ip, sizeof ip) == 0) {
        permute_end(a->secret, address, MAC, 23);
    } else if (address[0] == 0x33 && address[1] == 0x33) {
        permute_end(a->secret, address, MAC, 32);
    } else if (bits & LOCAL || a->whole_links) {
        /* The bit of groups aside: a source-routed frame has it in its sender's address. */
        uint64_t number = number_of(address, MAC);

        number = (number >> 42 << 40) | (number & ((UINT64_C(1) << 40) - 1));
        number = secret_permute(a->secret, bits & LOCAL, 46, number);
        number = (number >> 40 << 42) | (number & ((UINT64_C(1) << 40) - 1));
        for (size_t i = MAC; i-- > 0; number >>= 8)
            address[i] = (uint8_t)number;
        address[0] |= bits;
    } else {
        address[0] &= (uint8_t)~GROUP;
        permute_end(a->secret, address, MAC, 24);
        address[0] |= bits;
    }
}

/* Of a kind that has no vendor, or one that nobody knows here. */
static void
hash_link(const struct secret *secret, uint8_t *address, size_t size)
{
    uint8_t hash[SECRET_HASH];

    secret_hash(secret, SECRET_LINK, address, size, hash);
    memcpy(address, hash, size);
}

void
addresses_map_link(struct addresses *a, const uint8_t *from, uint8_t *to, size_t size)
{
    memmove(to, from, size);
    if (!size || is_kept_link(to, size))
        return;
    if (size == MAC)
        map_mac(a, to);
    else if (size == 8 && !a->whole_links && !(*to & (GROUP | LOCAL)))
        permute_end(a->secret, to, size, 40); /* IEEE EUI-64 */
    else if (size <= 2)
        permute_end(a->secret, to, size, (unsigned)(8 * size));
    else
        hash_link(a->secret, to, size);
}
