/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture_reader.h"

#include "base/say.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* As people know it. */
static const char *
name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

bool
capture_reader_open(struct capture_reader *file, const char *path, uint64_t unpack_max,
                    uint64_t unpack_ratio)
{
    *file = (struct capture_reader){ .source = source_open(path), .name = name_of(path) };
    if (file->source)
        source_limit(file->source, unpack_max, unpack_ratio);
    return file->source;
}

bool
capture_reader_knows(const char *path, uint64_t unpack_max, uint64_t unpack_ratio)
{
    struct capture_reader file;
    uint8_t first[4];
    size_t got = 0;
    ssize_t more = 1;
    bool knows;

    if (!capture_reader_open(&file, path, unpack_max, unpack_ratio))
        return false;
    while (got < sizeof first && more > 0) {
        more = source_read(file.source, first + got, sizeof first - got, 0);
        got += more > 0 ? (size_t)more : 0;
    }
    knows = got == sizeof first ? pcapng_recognise(first) || pcap_format_recognise(first)
                                : source_damage(file.source) != NULL;
    capture_reader_close(&file);
    errno = 0;
    return knows;
}

void
capture_reader_close(struct capture_reader *file)
{
    source_close(file->source);
    file->source = NULL;
    pcapng_end(&file->ng);
}

static enum step_result
refuse(const uint8_t magic[4], struct step *step)
{
    char text[5] = "";

    for (int i = 0; i < 4; i++)
        text[i] = '.';
    for (int i = 0; i < 4; i++)
        if (isprint(magic[i]))
            text[i] = (char)magic[i];
    return step_damaged(step,
                        "it begins with %02x %02x %02x %02x (\"%s\"); a capture in pcap or pcapng "
                        "format was expected",
                        magic[0], magic[1], magic[2], magic[3], text);
}

static enum step_result
recognise(struct capture_reader *file, const uint8_t *at, size_t left, struct packet *packet,
          struct step *step)
{
    if (left < 4)
        return step_short(step, 4, left);
    if (pcapng_recognise(at)) {
        file->format = CAPTURE_READER_PCAPNG;
        return pcapng_step(&file->ng, at, left, packet, step);
    }
    if (!pcap_format_recognise(at))
        return refuse(at, step);

    enum step_result result = pcap_format_begin(&file->pcap, at, left, step);

    if (result == STEP_OTHER)
        file->format = CAPTURE_READER_PCAP;
    return result;
}

enum step_result
capture_reader_step(struct capture_reader *file, const uint8_t *at, size_t left,
                    struct packet *packet, struct step *step)
{
    enum step_result result;

    if (file->format == CAPTURE_READER_PCAP)
        result = pcap_format_step(&file->pcap, at, left, packet, step);
    else if (file->format == CAPTURE_READER_PCAPNG)
        result = pcapng_step(&file->ng, at, left, packet, step);
    else
        result = recognise(file, at, left, packet, step);
    if (result == STEP_PACKET || result == STEP_OTHER)
        file->offset += step->used;
    if (result == STEP_PACKET) {
        file->packets++;
        file->cut += step->cut;
        file->no_time += step->no_time;
    }
    return result;
}

bool
capture_reader_at_packet(const struct capture_reader *file, const uint8_t *at, size_t left)
{
    return file->format == CAPTURE_READER_PCAP ||
           (file->format == CAPTURE_READER_PCAPNG && pcapng_at_packet(&file->ng, at, left));
}

uint32_t
capture_reader_sections(const struct capture_reader *file)
{
    return file->ng.sections ? file->ng.sections : 1;
}

static bool
listed(const uint16_t *linktypes, size_t n, uint16_t linktype)
{
    for (size_t i = 0; i < n; i++)
        if (linktypes[i] == linktype)
            return true;
    return false;
}

size_t
capture_reader_linktypes(const struct capture_reader *file, uint16_t *linktypes, size_t max)
{
    size_t n = 0;

    if (file->format == CAPTURE_READER_PCAP && max > 0)
        linktypes[n++] = file->pcap.linktype;
    for (size_t i = 0; i < file->ng.n_interfaces && n < max; i++)
        if (!listed(linktypes, n, file->ng.interfaces[i].linktype))
            linktypes[n++] = file->ng.interfaces[i].linktype;
    return n;
}

void
capture_reader_say_damage(const struct capture_reader *file, const char *why)
{
    bool plain = strcmp(source_compression(file->source), "none") == 0;

    if (file->format == CAPTURE_READER_UNKNOWN)
        say_error("%s: %s", file->name, why);
    else
        say_error("%s: at packet %" PRIu64 ", byte %" PRIu64 "%s: %s; the rest of it is left out",
                  file->name, file->packets + 1, file->offset, plain ? "" : " (decompressed)", why);
}

bool
capture_reader_say_losses(const struct capture_reader *file)
{
    if (file->cut)
        say_error("%s: %" PRIu64 " packets are longer than %u bytes, and cut there", file->name,
                  file->cut, PACKET_MAX);
    if (file->no_time)
        say_error("%s: %" PRIu64 " packets have a time that 63 bits of seconds do not hold, and "
                  "are taken to have none",
                  file->name, file->no_time);
    return file->cut || file->no_time;
}

bool
capture_reader_say_cut(const struct capture_reader *file, size_t left, const struct step *step)
{
    const char *damage = source_damage(file->source);
    char why[320];

    if (damage)
        snprintf(why, sizeof why, "the file is damaged %s", damage);
    else if (file->format == CAPTURE_READER_UNKNOWN && left == 0)
        snprintf(why, sizeof why, "it is empty; a capture in pcap or pcapng format was expected");
    else if (step->missing)
        snprintf(why, sizeof why, "the file is cut short, %" PRIu64 " bytes are missing",
                 step->missing);
    else
        return false;
    capture_reader_say_damage(file, why);
    return true;
}
