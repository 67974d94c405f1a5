/* SPDX-License-Identifier: Apache-2.0 */
/* The classic capture format, "pcap": one header, then records. */
#ifndef PCAP_FORMAT_H
#define PCAP_FORMAT_H

#include "capture/framing.h"

#include <stdbool.h>

#define PCAP_MAGIC_MICRO 0xa1b2c3d4u
#define PCAP_MAGIC_NANO 0xa1b23c4du
#define PCAP_MAGIC_MODIFIED 0xa1b2cd34u /* Kuznetzov's: eight more bytes in a record's header */

#define PCAP_HEADER 24u /* bytes before the first record */
#define PCAP_RECORD 16u /* bytes before a packet's own */

struct pcap_format {
    bool swapped;
    enum { LENGTHS_IN_ORDER, LENGTHS_SWAPPED, LENGTHS_MAYBE_SWAPPED } lengths;
    uint32_t record_header;      /* its size */
    uint32_t fractions_a_second; /* a million or a thousand million */
    uint16_t linktype;
    uint32_t skip; /* bytes of the last packet still to be passed over, beyond PACKET_MAX */
};

bool pcap_format_recognise(const uint8_t magic[4]);

/* The file's header. */
enum step_result pcap_format_begin(struct pcap_format *, const uint8_t *at, size_t left,
                                   struct step *step);

/* A record, or a part of what is left out of one. */
enum step_result pcap_format_step(struct pcap_format *, const uint8_t *at, size_t left,
                                  struct packet *packet, struct step *step);

#endif
