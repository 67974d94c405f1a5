/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture_writer.h"

#include "base/path.h"
#include "base/say.h"
#include "capture/pcap_format.h"
#include "capture/pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PCAPNG_HEAD 28u /* of a packet block, before its bytes */

/* Times no 32-bit count of seconds has get an interface of their own, whose clock starts here. */
#define EARLY_START INT64_C(-9000000000)

/* A link type, whether times are fine, whether they are out of the ordinary. */
#define KIND(linktype, fine, odd) ((uint32_t)(linktype) << 2 | (fine) << 1 | (odd))
#define KINDS (65536u << 2)

struct capture_writer {
    FILE *to;
    char *name, *part, *pcap, *pcap_part, *pcapng, *pcapng_part; /* the first two are of the rest */
    uint64_t count;
    uint32_t kind;        /* while it is pcap: of all packets */
    uint32_t *interfaces; /* once it is pcapng: of a kind, its number + 1 */
    uint32_t n_interfaces;
    bool failed;
};

static void
release(struct capture_writer *file)
{
    free(file->pcap);
    free(file->pcap_part);
    free(file->pcapng);
    free(file->pcapng_part);
    free(file->interfaces);
    free(file);
}

struct capture_writer *
capture_writer_open(const char *folder, const char *stem)
{
    struct capture_writer *file = calloc(1, sizeof *file);

    if (!file) {
        say_error("out of memory for %s/%s.pcap", folder, stem);
        return NULL;
    }
    file->pcap = path_join(folder, stem, ".pcap");
    file->pcap_part = path_join(folder, stem, ".pcap.part");
    file->pcapng = path_join(folder, stem, ".pcapng");
    file->pcapng_part = path_join(folder, stem, ".pcapng.part");
    if (!file->pcap || !file->pcap_part || !file->pcapng || !file->pcapng_part) {
        say_error("out of memory for %s/%s.pcap", folder, stem);
    } else if (path_remove_stale(file->pcap) && path_remove_stale(file->pcap_part) &&
               path_remove_stale(file->pcapng) && path_remove_stale(file->pcapng_part)) {
        file->name = file->pcap;
        file->part = file->pcap_part;
        return file;
    }
    release(file);
    return NULL;
}

uint64_t
capture_writer_count(const struct capture_writer *file)
{
    return file->count;
}

const char *
capture_writer_name(const struct capture_writer *file)
{
    return file->name;
}

static bool
fail(struct capture_writer *file)
{
    if (!file->failed)
        say_error("%s: cannot be written: %s", file->part, strerror(errno));
    file->failed = true;
    return false;
}

static bool
unreadable(struct capture_writer *file)
{
    errno = EIO;
    return fail(file);
}

/* NULL with errno set. */
static FILE *
create(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w+b");

    if (fd >= 0 && !to)
        close(fd);
    return to;
}

/* Files are little-endian whatever the machine, so that the same packets give the same file. */
static uint8_t *
put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    return at + 2;
}

static uint8_t *
put32(uint8_t *at, uint32_t value)
{
    return put16(put16(at, value), value >> 16);
}

static bool
put(struct capture_writer *file, const void *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file->to) == n || fail(file);
}

static uint32_t
kind_of(const struct packet *packet)
{
    bool odd = packet->seconds < 0 || packet->seconds > UINT32_MAX;

    return KIND(packet->linktype, packet->fine_time != 0, odd);
}

static bool
begin_pcap(struct capture_writer *file, uint32_t kind)
{
    uint8_t header[PCAP_HEADER] = { 0 }, *at = header;

    file->kind = kind;
    file->to = create(file->part);
    if (!file->to)
        return fail(file);
    at = put32(at, kind & KIND(0, 1, 0) ? PCAP_MAGIC_NANO : PCAP_MAGIC_MICRO);
    at = put16(put16(at, 2), 4);
    at = put32(at + 8, PACKET_MAX);
    put32(at, kind >> 2);
    return put(file, header, sizeof header);
}

static bool
put_record(struct capture_writer *file, const struct packet *packet, const uint8_t *bytes)
{
    uint32_t fraction = packet->fine_time ? packet->nanoseconds : packet->nanoseconds / 1000;
    uint8_t header[PCAP_RECORD], *at = header;

    at = put32(put32(at, (uint32_t)packet->seconds), fraction);
    put32(put32(at, packet->captured), packet->length);
    return put(file, header, sizeof header) && put(file, bytes, packet->captured);
}

static bool
put_section(struct capture_writer *file)
{
    uint8_t block[28], *at = block;

    at = put32(put32(put32(at, PCAPNG_SECTION), sizeof block), PCAPNG_BYTE_ORDER);
    at = put16(put16(at, 1), 0);
    at = put32(put32(at, UINT32_MAX), UINT32_MAX); /* how long the section is, is not said */
    put32(at, sizeof block);
    return put(file, block, sizeof block);
}

static bool
put_interface(struct capture_writer *file, uint32_t kind)
{
    bool odd = kind & KIND(0, 0, 1);
    uint32_t size = odd ? 44 : 32;
    uint64_t start = (uint64_t)EARLY_START;
    uint8_t block[44] = { 0 }, *at = block;

    at = put32(put32(at, PCAPNG_INTERFACE), size);
    at = put32(put32(at, kind >> 2), PACKET_MAX);
    at = put16(put16(at, PCAPNG_RESOLUTION), 1);
    at = put32(at, kind & KIND(0, 1, 0) ? 9 : 6);
    if (odd) {
        at = put16(put16(at, PCAPNG_OFFSET), 8);
        at = put32(put32(at, (uint32_t)start), (uint32_t)(start >> 32));
    }
    put32(at + 4, size); /* an end of options lies between */
    file->interfaces[kind] = ++file->n_interfaces;
    return put(file, block, size);
}

static bool
put_block(struct capture_writer *file, const struct packet *packet, const uint8_t *bytes)
{
    uint32_t kind = kind_of(packet);

    if (!file->interfaces[kind] && !put_interface(file, kind))
        return false;

    uint32_t padding = -packet->captured & 3;
    uint32_t size = PCAPNG_HEAD + packet->captured + padding + 4;
    int64_t start = kind & KIND(0, 0, 1) ? EARLY_START : 0;
    uint64_t time = (uint64_t)packet->seconds - (uint64_t)start;
    uint8_t header[PCAPNG_HEAD], end[8] = { 0 }, *at = header;

    time = packet->fine_time ? time * 1000000000 + packet->nanoseconds
                             : time * 1000000 + packet->nanoseconds / 1000;
    at = put32(put32(at, PCAPNG_ENHANCED_PACKET), size);
    at = put32(at, file->interfaces[kind] - 1);
    at = put32(put32(at, (uint32_t)(time >> 32)), (uint32_t)time);
    put32(put32(at, packet->captured), packet->length);
    put32(end + padding, size);
    return put(file, header, sizeof header) && put(file, bytes, packet->captured) &&
           put(file, end, padding + 4);
}

static bool
read_packet(const struct pcap_format *format, FILE *from, uint8_t *bytes, struct packet *packet)
{
    struct step step;
    enum step_result result;
    size_t have = 0;

    while ((result = pcap_format_step(format, bytes, have, packet, &step)) == STEP_SHORT) {
        if (fread(bytes + have, 1, step.need - have, from) != step.need - have)
            return false;
        have = step.need;
    }
    return result == STEP_PACKET;
}

/* The packets of the pcap file, written a moment ago, into the pcapng file. */
static bool
convert_packets(struct capture_writer *file, FILE *from, uint8_t *bytes)
{
    struct pcap_format format;
    struct packet packet;
    struct step step;

    if (fseek(from, 0, SEEK_SET) != 0)
        return fail(file);
    if (fread(bytes, 1, PCAP_HEADER, from) != PCAP_HEADER ||
        pcap_format_begin(&format, bytes, PCAP_HEADER, &step) != STEP_OTHER)
        return unreadable(file);
    for (uint64_t i = 0; i < file->count; i++) {
        if (!read_packet(&format, from, bytes, &packet))
            return unreadable(file);
        if (!put_block(file, &packet, bytes + packet.offset))
            return false;
    }
    return true;
}

static bool
convert(struct capture_writer *file, FILE *from)
{
    uint8_t *bytes = malloc(PCAP_RECORD + PACKET_MAX);
    bool good = bytes ? convert_packets(file, from, bytes) : fail(file);

    free(bytes);
    return good;
}

/* Writes what there is once more, as pcapng. */
static bool
become_pcapng(struct capture_writer *file)
{
    FILE *from = file->to, *to;

    file->interfaces = calloc(KINDS, sizeof *file->interfaces);
    if (!file->interfaces || (from && fflush(from) != 0))
        return fail(file);
    file->name = file->pcapng;
    file->part = file->pcapng_part;
    to = create(file->part);
    if (!to)
        return fail(file);
    file->to = to;

    bool good = put_section(file) && (!from || convert(file, from));

    if (from)
        fclose(from);
    if (good)
        unlink(file->pcap_part);
    return good;
}

bool
capture_writer_add(struct capture_writer *file, const struct packet *packet, const uint8_t *bytes)
{
    uint32_t kind = kind_of(packet);
    bool odd = kind & KIND(0, 0, 1);

    if (file->failed)
        return false;
    if (!file->interfaces && (odd || (file->count > 0 && kind != file->kind))) {
        if (!become_pcapng(file))
            return false;
    } else if (!file->to && !begin_pcap(file, kind)) {
        return false;
    }
    if (!(file->interfaces ? put_block(file, packet, bytes) : put_record(file, packet, bytes)))
        return false;
    file->count++;
    return true;
}

bool
capture_writer_close(struct capture_writer *file, bool keep)
{
    bool written = !file->failed;

    if (file->to && fclose(file->to) != 0 && keep)
        written = fail(file);
    if (file->to && keep && written && rename(file->part, file->name) != 0)
        written = fail(file);
    if (file->to && !keep) {
        unlink(file->pcap_part);
        unlink(file->pcapng_part);
    }
    release(file);
    return written;
}
