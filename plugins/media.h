/* SPDX-License-Identifier: Apache-2.0 */
/* What a session says of the media it begins: where they come to, and by which encodings. */
#ifndef MEDIA_H
#define MEDIA_H

#include <netcap/plugin.h>

#include <string.h>

/* Who reads media and their reports. */
#define MEDIA_SPACE NC_SPACE('R', 'T', 'P', 'C')
enum { MEDIA_RTP, MEDIA_RTCP };

/* Of a number that packets have: its name, by its place below, and its clock in units of 25 Hz. */
struct media_encoding {
    uint8_t type, name;
    uint16_t clock;
};

enum { MEDIA_ENCODINGS = NC_EXPECTED_STATE / sizeof(struct media_encoding), MEDIA_CLOCK = 25 };

/* What the state of a conversation of media begins with; places that are not used have no clock. */
struct media_session {
    struct media_encoding list[MEDIA_ENCODINGS];
};

/* As IANA has them among the parameters of RTP; the first is of others. */
static const char *const media_names[] = {
    "", "PCMU", "GSM", "G723", "DVI4", "LPC", "PCMA", "G722", "L16", "QCELP", "CN", "MPA", "G728",
    "G729", "CelB", "JPEG", "nv", "H261", "MPV", "MP2T", "H263", "telephone-event", "opus", "iLBC",
    "speex", "AMR", "AMR-WB", "EVS", "G726-16", "G726-24", "G726-32", "G726-40", "G7221", "VP8",
    "VP9", "AV1", "H264", "H265", "H263-1998", "rtx", "red", "ulpfec", "flexfec", "t140", "L8",
    "SILK", "x-ulpfecuc", "parityfec", "mpeg4-generic", "MP4V-ES", "vorbis", "raw"
};

enum { MEDIA_NAMES = sizeof media_names / sizeof *media_names };

#endif
