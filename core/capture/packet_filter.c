/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/packet_filter.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/linktype.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#define LINKTYPES 65536
#define SAID_MAX 8

struct packet_filter {
    char *expression;
    struct bpf_program *programs[LINKTYPES]; /* NULL: not compiled yet */
    struct bpf_program none;                 /* stands for one that does not compile */
    unsigned failures;
};

/* NULL when it does not compile; why then holds libpcap's words. */
static struct bpf_program *
compile(const char *expression, uint16_t linktype, char *why, size_t size)
{
    pcap_t *handle = pcap_open_dead(dlt_of_linktype(linktype), (int)PACKET_MAX);
    struct bpf_program *program = need(1, sizeof *program);

    if (!handle)
        out_of_memory();
    if (pcap_compile(handle, program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        pcap_close(handle);
        return program;
    }
    snprintf(why, size, "%s", pcap_geterr(handle));
    free(program);
    pcap_close(handle);
    return NULL;
}

/* Expressions like "type mgt" mean something only off Ethernet.  These know all there are. */
static bool
compiles_elsewhere(const char *expression)
{
    static const uint16_t linktypes[] = { 101, 105, 127, 113, 276, 117, 123, 140, 9, 50, 107, 6 };
    char why[PCAP_ERRBUF_SIZE];

    for (size_t i = 0; i < sizeof linktypes / sizeof *linktypes; i++) {
        struct bpf_program *program = compile(expression, linktypes[i], why, sizeof why);

        if (program) {
            pcap_freecode(program);
            free(program);
            return true;
        }
    }
    return false;
}

struct packet_filter *
packet_filter_open(const char *expression, int *status)
{
    struct packet_filter *filter = need(1, sizeof *filter);
    char why[PCAP_ERRBUF_SIZE];

    filter->expression = need_copy(expression);
    filter->programs[1] = compile(expression, 1, why, sizeof why);
    if (!filter->programs[1] && !compiles_elsewhere(expression)) {
        say_error("filter \"%s\": %s; see pcap-filter(7)", expression, why);
        packet_filter_close(filter);
        *status = STATUS_USAGE;
        return NULL;
    }
    return filter;
}

static struct bpf_program *
add_program(struct packet_filter *filter, uint16_t linktype)
{
    char why[PCAP_ERRBUF_SIZE];
    struct bpf_program *program = compile(filter->expression, linktype, why, sizeof why);

    if (!program) {
        program = &filter->none;
        if (filter->failures++ < SAID_MAX)
            say_error("filter \"%s\": not for link type %u: %s; its packets are left out",
                      filter->expression, linktype, why);
    }
    return filter->programs[linktype] = program;
}

bool
packet_filter_takes(struct packet_filter *filter, const struct packet *packet, const uint8_t *bytes)
{
    struct pcap_pkthdr header = { .caplen = packet->captured, .len = packet->length };
    struct bpf_program *program = filter->programs[packet->linktype];

    if (!program)
        program = add_program(filter, packet->linktype);
    return program != &filter->none && pcap_offline_filter(program, &header, bytes) != 0;
}

bool
packet_filter_failed(const struct packet_filter *filter)
{
    return filter->failures > 0;
}

void
packet_filter_close(struct packet_filter *filter)
{
    if (!filter)
        return;
    for (size_t i = 0; i < LINKTYPES; i++)
        if (filter->programs[i] && filter->programs[i] != &filter->none) {
            pcap_freecode(filter->programs[i]);
            free(filter->programs[i]);
        }
    free(filter->expression);
    free(filter);
}
