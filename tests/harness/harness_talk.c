/* SPDX-License-Identifier: Apache-2.0 */
/* What both sides say. */
#include "harness_stream.h"

#include "harness_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_MAX = 8192 };

static struct nc_stream stream;
static size_t n_said;
static struct said list[SAID_MAX];

bool
plays_datagrams(void)
{
    return plugin->datagram && !plugin->stream;
}

/* The first that leads to the plugin; else one that leads nowhere. */
static uint16_t
server_port(void)
{
    for (const struct nc_key *key = plugin->on; key && key->space; key++)
        if (key->space == (plays_datagrams() ? NC_UDP_PORT : NC_TCP_PORT))
            return (uint16_t)key->value;
    return 80;
}

void
new_talk(void)
{
    static const uint8_t macs[2][NC_LINK_ADDRESS] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } };
    static const uint8_t ips[2][NC_NETWORK_ADDRESS] = { { 10, 0, 0, 1 }, { 10, 0, 0, 2 } };

    for (size_t i = 0; i < n_said; i++)
        free(list[i].bytes);
    n_said = 0;
    stream = (struct nc_stream){
        .opened = true, .link_kind = NC_ENDPOINT_MAC, .network_kind = NC_ENDPOINT_IPV4,
        .transport_kind = plays_datagrams() ? NC_ENDPOINT_UDP : NC_ENDPOINT_TCP,
        .port = { 40000, server_port() },
    };
    memcpy(stream.link, macs, sizeof macs);
    memcpy(stream.network, ips, sizeof ips);
}

struct nc_stream *
talk(void)
{
    return &stream;
}

static struct said *
add_said(int side)
{
    if (n_said == SAID_MAX) {
        fprintf(stderr, "test: more than %d pieces\n", SAID_MAX);
        exit(99);
    }
    list[n_said] = (struct said){ .side = (uint32_t)side,
                                  .port = { stream.port[NC_CLIENT], stream.port[NC_SERVER] } };
    return &list[n_said++];
}

void
says(int side, const void *bytes, size_t size)
{
    struct said *said = add_said(side);

    said->bytes = copy_of(bytes, size);
    said->size = size;
}

void
client(const char *text)
{
    says(NC_CLIENT, text, strlen(text));
}

void
server(const char *text)
{
    says(NC_SERVER, text, strlen(text));
}

void
says_unaware(int side, const char *text)
{
    says(side, text, strlen(text));
    list[n_said - 1].unaware = true;
}

void
says_hex(int side, const char *hex)
{
    size_t size = strlen(hex) / 2 + 1;
    uint8_t *bytes = malloc(size);

    says(side, bytes, from_hex(hex, bytes, size));
    free(bytes);
}

void
loses(int side, uint64_t bytes)
{
    add_said(side)->lost = bytes;
}

void
closes(int side)
{
    add_said(side)->closed = true;
}

struct said *
all_said(size_t *n)
{
    *n = n_said;
    return list;
}
