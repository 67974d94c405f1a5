/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/pcap_format.h"

static bool
known(uint32_t magic)
{
    return magic == PCAP_MAGIC_MICRO || magic == PCAP_MAGIC_NANO || magic == PCAP_MAGIC_MODIFIED;
}

bool
pcap_format_recognise(const uint8_t magic[4])
{
    return known(load32(magic, 0)) || known(load32(magic, 1));
}

enum step_result
pcap_format_begin(struct pcap_format *file, const uint8_t *at, size_t left, struct step *step)
{
    if (left < PCAP_HEADER)
        return step_short(step, PCAP_HEADER, left);
    file->swapped = !known(load32(at, 0));

    uint32_t magic = load32(at, file->swapped);
    unsigned major = load16(at + 4, file->swapped), minor = load16(at + 6, file->swapped);

    if (major != 2)
        return step_damaged(step, "pcap version %u.%u; version 2 was expected", major, minor);
    file->record_header = magic == PCAP_MAGIC_MODIFIED ? PCAP_RECORD + 8 : PCAP_RECORD;
    file->fractions_a_second = magic == PCAP_MAGIC_NANO ? 1000000000 : 1000000;
    /* Old libpcap wrote the two lengths the other way round, and 2.3 was written by both. */
    file->lengths = minor < 3    ? LENGTHS_SWAPPED
                    : minor == 3 ? LENGTHS_MAYBE_SWAPPED
                                 : LENGTHS_IN_ORDER;
    /* The upper half says whether frames end in a check sequence. */
    file->linktype = (uint16_t)load32(at + 20, file->swapped);
    step->used = PCAP_HEADER;
    return STEP_OTHER;
}

static void
read_lengths(const struct pcap_format *file, const uint8_t *at, struct packet *packet)
{
    uint32_t captured = load32(at + 8, file->swapped), length = load32(at + 12, file->swapped);
    bool swap = file->lengths == LENGTHS_SWAPPED ||
                (file->lengths == LENGTHS_MAYBE_SWAPPED && captured > length);

    packet->captured = swap ? length : captured;
    packet->length = swap ? captured : length;
    if (packet->length < packet->captured)
        packet->length = packet->captured;
}

static void
read_time(const struct pcap_format *file, const uint8_t *at, struct packet *packet)
{
    uint32_t unit = file->fractions_a_second, fraction = load32(at + 4, file->swapped);

    packet->seconds = load32(at, file->swapped);
    if (fraction >= unit) {
        packet->seconds += fraction / unit;
        fraction %= unit;
    }
    packet->fine_time = unit == 1000000000;
    packet->nanoseconds = packet->fine_time ? fraction : fraction * 1000;
}

/* Passes over what a packet has beyond PACKET_MAX. */
static enum step_result
skip_rest(struct pcap_format *file, size_t left, struct step *step)
{
    step->used = left < file->skip ? left : file->skip;
    if (left == 0) {
        step_short(step, 1, 0);
        step->missing = file->skip;
        return STEP_SHORT;
    }
    file->skip -= (uint32_t)step->used;
    return STEP_OTHER;
}

enum step_result
pcap_format_step(struct pcap_format *file, const uint8_t *at, size_t left, struct packet *packet,
                 struct step *step)
{
    uint32_t rest = 0;

    if (file->skip)
        return skip_rest(file, left, step);
    if (left < file->record_header)
        return step_short(step, file->record_header, left);
    read_lengths(file, at, packet);
    if (packet->captured > PACKET_CLAIMED_MAX)
        return step_damaged(step, "its record claims %u captured bytes; at most %u were expected",
                            packet->captured, PACKET_CLAIMED_MAX);
    if (packet->captured > PACKET_MAX) {
        rest = packet->captured - PACKET_MAX;
        packet->captured = PACKET_MAX;
    }
    step->used = file->record_header + packet->captured;
    if (left < step->used) {
        step_short(step, step->used, left);
        step->missing += rest;
        return STEP_SHORT;
    }
    file->skip = rest;
    step->cut = rest > 0;
    step->no_time = false;
    read_time(file, at, packet);
    packet->offset = file->record_header;
    packet->linktype = file->linktype;
    packet->interface = 0;
    packet->timeless = 0;
    return STEP_PACKET;
}
