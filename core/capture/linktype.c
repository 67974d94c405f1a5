/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/linktype.h"

#include <pcap/pcap.h>
#include <stddef.h>

static const struct {
    int dlt;
    uint16_t linktype;
} renumbered[] = {
    { DLT_ATM_RFC1483, 100 },
    { DLT_RAW, 101 },
    { DLT_SLIP_BSDOS, 102 },
    { DLT_PPP_BSDOS, 103 },
    { DLT_ATM_CLIP, 106 },
    { 12, 101 },
    { 14, 101 },
};

#define RENUMBERED (sizeof renumbered / sizeof *renumbered)

uint16_t
linktype_of_dlt(int dlt)
{
    for (size_t i = 0; i < RENUMBERED; i++)
        if (renumbered[i].dlt == dlt)
            return renumbered[i].linktype;
    return (uint16_t)dlt;
}

int
dlt_of_linktype(uint16_t linktype)
{
    for (size_t i = 0; i < RENUMBERED; i++)
        if (renumbered[i].linktype == linktype)
            return renumbered[i].dlt;
    /* Raw IP as systems that have 12 or 14 for it wrote it into files. */
    return linktype == 12 || linktype == 14 ? DLT_RAW : linktype;
}
