/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/pcapng.h"

#include <stdlib.h>

#define BLOCK_HEAD 8u
#define BLOCK_MIN 12u /* type, length, length */
#define SECTION_MIN 28u
#define INTERFACE_MIN 20u

__extension__ typedef unsigned __int128 wide;

/* A time beyond these seconds is none: with them, what is later or earlier can still be counted. */
#define SECONDS_MAX (INT64_C(1) << 62)

static const uint64_t tens[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    10000000000000000000u,
};

#define TENS (sizeof tens / sizeof *tens)

static uint64_t
load64(const uint8_t *at, bool swapped)
{
    uint64_t value;

    memcpy(&value, at, sizeof value);
    return swapped ? __builtin_bswap64(value) : value;
}

bool
pcapng_recognise(const uint8_t magic[4])
{
    return load32(magic, 0) == PCAPNG_SECTION;
}

void
pcapng_end(struct pcapng *file)
{
    free(file->interfaces);
    memset(file, 0, sizeof *file);
}

static bool
is_packet(uint32_t type)
{
    return type == PCAPNG_ENHANCED_PACKET || type == PCAPNG_SIMPLE_PACKET ||
           type == PCAPNG_OLD_PACKET;
}

bool
pcapng_at_packet(const struct pcapng *file, const uint8_t *at, size_t left)
{
    return file->length == 0 && left >= 4 && is_packet(load32(at, file->swapped));
}

/* Seconds and nanoseconds of a count of 10^-exponent seconds.  A count has 64 bits, so from
 * exponent 20 on it is less than a second. */
static uint64_t
decimal_time(uint64_t units, unsigned exponent, uint32_t *nanoseconds)
{
    uint64_t seconds = exponent < TENS ? units / tens[exponent] : 0;
    uint64_t rest = exponent < TENS ? units % tens[exponent] : units;

    if (exponent <= 9)
        *nanoseconds = (uint32_t)(rest * tens[9 - exponent]);
    else
        *nanoseconds = exponent - 9 < TENS ? (uint32_t)(rest / tens[exponent - 9]) : 0;
    return seconds;
}

static uint64_t
binary_time(uint64_t units, unsigned exponent, uint32_t *nanoseconds)
{
    uint64_t seconds = exponent < 64 ? units >> exponent : 0;
    uint64_t rest = exponent < 64 ? units - (seconds << exponent) : units;

    *nanoseconds = (uint32_t)(((wide)rest * 1000000000) >> exponent);
    return seconds;
}

/* False when it is none. */
static bool
set_time(const struct pcapng_interface *interface, uint64_t units, struct packet *packet)
{
    wide seconds = interface->binary
                       ? binary_time(units, interface->exponent, &packet->nanoseconds)
                       : decimal_time(units, interface->exponent, &packet->nanoseconds);
    /* The sum of both fits in as many bits, and wraps below zero as it should. */
    wide most = (wide)SECONDS_MAX, sum = seconds + (wide)interface->offset;

    packet->fine_time = interface->exponent > (interface->binary ? 19 : 6);
    packet->seconds = (int64_t)(uint64_t)sum;
    return sum + most <= 2 * most;
}

static enum step_result
begin_section(struct pcapng *file, const uint8_t *at, size_t left, struct step *step)
{
    if (left < SECTION_MIN)
        return step_short(step, SECTION_MIN, left);
    if (load32(at + 8, 0) != PCAPNG_BYTE_ORDER && load32(at + 8, 1) != PCAPNG_BYTE_ORDER)
        return step_damaged(step,
                            "a section begins with the byte order mark %08x; %08x was expected",
                            load32(at + 8, file->swapped), PCAPNG_BYTE_ORDER);
    file->swapped = load32(at + 8, 0) != PCAPNG_BYTE_ORDER;
    file->n_interfaces = 0;
    file->sections++;

    unsigned major = load16(at + 12, file->swapped), minor = load16(at + 14, file->swapped);
    uint32_t length = load32(at + 4, file->swapped);

    if (major != 1)
        return step_damaged(step, "pcapng version %u.%u; version 1 was expected", major, minor);
    if (length < SECTION_MIN || length % 4)
        return step_damaged(step,
                            "a section header of %u bytes; a multiple of 4 from %u on "
                            "was expected",
                            length, SECTION_MIN);
    file->length = length;
    file->skip = length - 4 - 24;
    step->used = 24;
    return STEP_OTHER;
}

static void
read_option(const struct pcapng *file, struct pcapng_interface *interface, unsigned code,
            const uint8_t *value, unsigned length)
{
    if (code == PCAPNG_RESOLUTION && length == 1) {
        interface->binary = *value & 0x80;
        interface->exponent = *value & 0x7f;
    } else if (code == PCAPNG_OFFSET && length == 8) {
        interface->offset = (int64_t)load64(value, file->swapped);
    }
}

static void
read_options(const struct pcapng *file, struct pcapng_interface *interface, const uint8_t *at,
             size_t left)
{
    while (left >= 4) {
        unsigned code = load16(at, file->swapped), length = load16(at + 2, file->swapped);
        size_t padded = 4 + ((size_t)length + 3) / 4 * 4;

        if (code == 0 || padded > left)
            return;
        read_option(file, interface, code, at + 4, length);
        at += padded;
        left -= padded;
    }
}

static bool
make_space(struct pcapng *file)
{
    if (file->n_interfaces < file->size)
        return true;

    size_t size = file->size ? 2 * file->size : 8;
    void *more = reallocarray(file->interfaces, size, sizeof *file->interfaces);

    if (!more)
        return false;
    file->interfaces = more;
    file->size = size;
    return true;
}

static enum step_result
add_interface(struct pcapng *file, const uint8_t *at, uint32_t length, struct step *step)
{
    if (length < INTERFACE_MIN)
        return step_damaged(step, "an interface block of %u bytes; at least %u were expected",
                            length, INTERFACE_MIN);
    if (file->n_interfaces == PCAPNG_INTERFACES_MAX)
        return step_damaged(step, "more than %u interfaces in a section", PCAPNG_INTERFACES_MAX);
    if (!make_space(file))
        return step_damaged(step, "out of memory for interface %zu", file->n_interfaces);

    struct pcapng_interface *interface = &file->interfaces[file->n_interfaces++];

    *interface = (struct pcapng_interface){
        .linktype = load16(at + 8, file->swapped),
        .snaplen = load32(at + 12, file->swapped),
        .exponent = 6,
    };
    read_options(file, interface, at + 16, length - INTERFACE_MIN);
    step->used = length;
    return STEP_OTHER;
}

/* The parts of a packet block, which differ in place between the three kinds. */
struct packet_block {
    uint32_t header; /* before the packet's bytes */
    uint32_t interface, captured, length;
    uint64_t time;
};

static void
locate(const struct pcapng *file, uint32_t type, const uint8_t *at, struct packet_block *to)
{
    bool swapped = file->swapped;

    if (type == PCAPNG_SIMPLE_PACKET) {
        uint32_t length = load32(at + 8, swapped);
        uint32_t snaplen = file->n_interfaces ? file->interfaces[0].snaplen : 0;

        *to = (struct packet_block){ 12, 0, snaplen && snaplen < length ? snaplen : length, length,
                                     0 };
        return;
    }
    to->header = 28;
    to->interface = type == PCAPNG_OLD_PACKET ? load16(at + 8, swapped) : load32(at + 8, swapped);
    to->time = (uint64_t)load32(at + 12, swapped) << 32 | load32(at + 16, swapped);
    to->captured = load32(at + 20, swapped);
    to->length = load32(at + 24, swapped);
}

static void
fill_in(const struct pcapng *file, uint32_t type, const struct packet_block *block,
        struct packet *packet, struct step *step)
{
    const struct pcapng_interface *interface = &file->interfaces[block->interface];
    bool timed = set_time(interface, block->time, packet);

    packet->offset = block->header;
    packet->captured = block->captured < PACKET_MAX ? block->captured : PACKET_MAX;
    packet->length = block->length < block->captured ? block->captured : block->length;
    packet->linktype = interface->linktype;
    packet->interface = block->interface;
    step->cut = block->captured > PACKET_MAX;
    step->no_time = !timed && type != PCAPNG_SIMPLE_PACKET;
    packet->timeless = !timed || type == PCAPNG_SIMPLE_PACKET;
    if (packet->timeless) {
        packet->seconds = 0;
        packet->nanoseconds = 0;
    }
}

/* A packet block; of one that is too long to be held, the packet, and then its rest is passed
 * over. */
static enum step_result
read_packet(struct pcapng *file, const uint8_t *at, size_t left, struct packet *packet,
            struct step *step)
{
    uint32_t type = load32(at, file->swapped), length = load32(at + 4, file->swapped);
    uint32_t least = type == PCAPNG_SIMPLE_PACKET ? 16 : 32;
    struct packet_block block;

    if (length < least)
        return step_damaged(step, "a packet block of %u bytes; at least %u were expected", length,
                            least);
    if (left < least)
        return step_lacks(step, least, left, length);
    locate(file, type, at, &block);
    if (block.captured > length - 4 - block.header)
        return step_damaged(step, "%u captured bytes in a block with room for %u", block.captured,
                            length - 4 - block.header);
    if (block.captured > PACKET_CLAIMED_MAX)
        return step_damaged(step, "its block claims %u captured bytes; at most %u were expected",
                            block.captured, PACKET_CLAIMED_MAX);
    if (block.interface >= file->n_interfaces)
        return step_damaged(step, "it is of interface %u, but the section has declared %zu",
                            block.interface, file->n_interfaces);
    fill_in(file, type, &block, packet, step);
    step->used = length <= STEP_MAX ? length : block.header + packet->captured;
    if (left < step->used)
        return step_lacks(step, step->used, left, length);
    if (length <= STEP_MAX)
        return STEP_PACKET;
    file->length = length;
    file->skip = length - 4 - (uint32_t)step->used;
    return STEP_PACKET;
}

/* Passes over the rest of a block that is not held in memory as a whole, then checks its end. */
static enum step_result
skip_block(struct pcapng *file, const uint8_t *at, size_t left, struct step *step)
{
    if (file->skip) {
        step->used = left < file->skip ? left : file->skip;
        if (left == 0) {
            step_short(step, 1, 0);
            step->missing = (uint64_t)file->skip + 4;
            return STEP_SHORT;
        }
        file->skip -= (uint32_t)step->used;
        return STEP_OTHER;
    }
    if (left < 4) {
        step_short(step, 4, left);
        step->missing = 4 - left;
        return STEP_SHORT;
    }

    uint32_t length = file->length, again = load32(at, file->swapped);

    if (again != length)
        return step_damaged(step, "a block of %u bytes ends with the length %u; %u was expected",
                            length, again, length);
    file->length = 0;
    step->used = 4;
    return STEP_OTHER;
}

enum step_result
pcapng_step(struct pcapng *file, const uint8_t *at, size_t left, struct packet *packet,
            struct step *step)
{
    if (file->length)
        return skip_block(file, at, left, step);
    if (left < BLOCK_HEAD)
        return step_short(step, BLOCK_HEAD, left);

    uint32_t type = load32(at, file->swapped), length = load32(at + 4, file->swapped);

    if (type == PCAPNG_SECTION)
        return begin_section(file, at, left, step);
    if (length < BLOCK_MIN || length % 4)
        return step_damaged(step, "a block of %u bytes; a multiple of 4 from %u on was expected",
                            length, BLOCK_MIN);
    if (type != PCAPNG_INTERFACE && !is_packet(type)) {
        file->length = length;
        file->skip = length - BLOCK_MIN;
        step->used = BLOCK_HEAD;
        return STEP_OTHER;
    }
    if (length > STEP_MAX && is_packet(type))
        return read_packet(file, at, left, packet, step);
    if (length > STEP_MAX)
        return step_damaged(step, "an interface block of %u bytes; at most %zu were expected",
                            length, STEP_MAX);
    if (left < length)
        return step_short(step, length, left);
    if (load32(at + length - 4, file->swapped) != length)
        return step_damaged(step, "a block of %u bytes ends with the length %u; %u was expected",
                            length, load32(at + length - 4, file->swapped), length);
    return type == PCAPNG_INTERFACE ? add_interface(file, at, length, step)
                                    : read_packet(file, at, left, packet, step);
}
